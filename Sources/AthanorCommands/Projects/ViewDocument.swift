internal import Athanor

/// A materialized view as machines get it.
struct ViewDocument: Encodable {
    private struct UnusableIndexDocument: Encodable {
        let index: String
        let reason: String
    }

    private let name: String
    /// Absent where the database has no schemas.
    private let schema: String?
    private let isPopulated: Bool
    /// Absent where it is not known.
    private let rows: Int64?
    /// Whether the rows were counted rather than estimated.
    private let isRowCountExact: Bool
    private let sizeInBytes: Int64?
    /// The unique index that a concurrent refresh can use; absent when there is none.
    private let uniqueIndex: String?
    private let uniqueColumns: [String]
    private let unusableIndexes: [UnusableIndexDocument]
    /// ISO 8601 in UTC; absent when it never was, or the log may not be read.
    private let lastRefresh: String?
    private let isLogReadable: Bool

    init(_ state: ViewState) {
        let view = state.view
        name = view.name.name
        schema = view.name.schema
        isPopulated = view.isPopulated
        sizeInBytes = view.sizeInBytes
        (rows, isRowCountExact) =
            switch view.rows {
            case .exact(let count): (count, true)
            case .estimate(let count): (count, false)
            case .unknown: (nil, false)
            }
        switch view.uniqueKey {
        case .usable(let index, let columns):
            (uniqueIndex, uniqueColumns, unusableIndexes) = (index, columns, [])
        case .missing(let unusable):
            (uniqueIndex, uniqueColumns) = (nil, [])
            unusableIndexes = unusable.map { UnusableIndexDocument(index: $0.index, reason: "\($0.reason)") }
        }
        (lastRefresh, isLogReadable) =
            switch state.lastRefresh {
            case .at(let moment): (moment, true)
            case .never: (nil, true)
            case .hidden: (nil, false)
            }
    }
}
