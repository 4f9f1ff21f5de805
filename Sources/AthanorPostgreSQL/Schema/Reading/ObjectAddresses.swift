/// The objects that addresses in the catalog mean.
///
/// An address has the OID of a catalog table, the OID of a row, and the number of a column or 0: `1259:16384:2`.
struct ObjectAddresses {
    private var keys: [String: SchemaObjectKey] = [:]
    private var meanings: [String: String] = [:]

    /// Adds the address of an object.
    mutating func add(_ address: String, of key: SchemaObjectKey) { keys[address] = key }

    /// Adds an address that means another one, unless it is an object's.
    mutating func add(_ address: String, meaning meant: String) { meanings[address] = meant }

    /// Returns the object that an address means; `nil` if it is none of the schema's. The address of a column that is
    /// no object means the relation.
    func key(_ address: String) -> SchemaObjectKey? {
        var address = address
        // The array type of the row type of a view that is a composite type is far from this limit.
        for _ in 0..<Self.longestChain {
            if let key = keys[address] { return key }
            if let meant = meanings[address] {
                address = meant
            } else if !address.hasSuffix(":0"), let end = address.lastIndex(of: ":") {
                address = address[..<end] + ":0"
            } else {
                return nil
            }
        }
        return nil
    }

    private static let longestChain = 8
}
