internal import Athanor

/// Schemas on which USAGE is lent to the owners of views while their texts are parsed (``OwnersTexts``), by the views'
/// OIDs.
struct Loans: Sendable {
    private var read: [Int64: [String]] = [:]
    private var computed: [Int64: [String]] = [:]

    /// Adds a schema.
    /// - Parameter computing: whether it is for indexes and statistics, whose expressions are computed.
    mutating func add(_ schema: String, for view: Int64, computing: Bool) {
        if computing {
            computed[view, default: []].append(schema)
        } else {
            read[view, default: []].append(schema)
        }
    }

    /// Returns the schemas that are lent for texts of a view.
    /// - Parameter computing: whether for its indexes and statistics, rather than for texts that are only parsed.
    func schemas(for view: Int64, computing: Bool) -> [String] { (computing ? computed : read)[view] ?? [] }
}
