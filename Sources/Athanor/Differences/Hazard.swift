/// A danger of a change of a schema.
package enum Hazard: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
    /// Rows are lost.
    case dataLoss = "data loss"
    /// It fails when rows do not fit, such as NULLs under NOT NULL.
    case failsWithRows = "fails with rows that do not fit"
    /// Rows become visible to others, or writable, for a time or for good.
    case exposure
    /// The whole table is written again.
    case rewrite
    /// The whole table is read.
    case scan
    /// Reads and writes of the table wait while the change scans or rewrites it.
    case blocksReaders = "blocks readers"
    /// Writes of the table wait while the change scans it.
    case blocksWriters = "blocks writers"
    /// It cannot run inside a transaction.
    case notTransactional = "not in a transaction"
    /// It can be understood in two ways, such as a rename and a drop with a new object.
    case ambiguous
    /// Programs that use the object may fail after it.
    case breaksPrograms = "may break programs"
    /// Existing rows do not get the new value.
    case needsBackfill = "existing rows need a value"

    /// The order of the cases above: the worst comes first.
    package static func < (one: Hazard, other: Hazard) -> Bool { one.rank < other.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
