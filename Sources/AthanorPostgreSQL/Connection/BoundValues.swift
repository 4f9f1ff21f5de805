internal import Athanor
internal import CLibPQ

/// Converts the values of a statement to the form that `libpq` takes.
enum BoundValues {
    /// The number that PostgreSQL's `pg_type.dat` fixes for `bytea`.
    private static let bytea: Oid = 17

    /// Calls `body` with the values. They are sent as text without a type, so that the server infers the type from the
    /// placeholder's context. Only bytes are sent in binary form, as `bytea`.
    static func withPointers<Result>(
        to values: [Value],
        _ body: (
            _ count: Int32, _ types: [Oid], _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]
        ) -> Result
    ) -> Result {
        var storage: [UInt8] = []
        var starts: [Int?] = []
        var types: [Oid] = []
        var lengths: [Int32] = []
        var formats: [Int32] = []
        for value in values {
            let start = storage.count
            var isBytes = false
            switch value {
            case .null: break
            case .boolean(let flag): storage.append(contentsOf: (flag ? "true" : "false").utf8)
            case .integer(let number): storage.append(contentsOf: String(number).utf8)
            case .double(let number): storage.append(contentsOf: String(number).utf8)
            case .text(let text): storage.append(contentsOf: text.utf8)
            case .bytes(let bytes):
                storage.append(contentsOf: bytes)
                isBytes = true
            }
            starts.append(value == .null ? nil : start)
            types.append(isBytes ? bytea : 0)
            lengths.append(Int32(clamping: storage.count - start))
            formats.append(isBytes ? 1 : 0)
            storage.append(0)
        }
        return storage.withUnsafeBytes { buffer in
            let base = buffer.bindMemory(to: CChar.self).baseAddress
            let pointers = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return body(Int32(values.count), types, pointers, lengths, formats)
        }
    }
}
