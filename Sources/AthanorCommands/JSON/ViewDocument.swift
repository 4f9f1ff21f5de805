internal import Athanor

/// A view as JSON.
struct ViewDocument: Encodable {
    /// A unique index that a concurrent refresh cannot use.
    private struct UnusableIndexDocument: Encodable {
        let index: String
        let reason: String
    }

    private let name: String
    /// Absent if the database has no schemas.
    private let schema: String?
    private let kind: String
    /// Absent for a plain view, like everything that only a materialized view has.
    private let isPopulated: Bool?
    /// Absent if it is not known.
    private let rows: Int64?
    /// Whether the rows were counted rather than estimated.
    private let isRowCountExact: Bool?
    private let sizeInBytes: Int64?
    private let indexes: [IndexDocument]
    /// The unique index that a concurrent refresh can use; absent if there is none.
    private let uniqueIndex: String?
    private let uniqueColumns: [String]
    private let nullableKeyColumns: [String]
    private let unusableIndexes: [UnusableIndexDocument]
    private let fingerprint: String?
    private let origin: String
    private let originUnknownBecause: String?
    private let readers: [RelationDocument]
    /// ISO 8601 in UTC; absent if the view was never refreshed, or if the log may not be read.
    private let lastRefresh: String?
    private let isLogReadable: Bool
    /// Absent for a plain view.
    private let freshness: FreshnessDocument?

    init(_ inspected: InspectedView) {
        self.init(
            inspected.view, readers: inspected.readers.map { RelationDocument($0) },
            lastRefresh: inspected.lastRefresh, freshness: inspected.freshness)
    }

    init(_ view: ListedView, readers: [RelationDocument], lastRefresh: LastRefresh, freshness: ViewFreshness?) {
        let materialized = view.materialized
        name = view.name.name
        schema = view.name.schema
        kind = view.relation.kind.documentName
        isPopulated = materialized?.isPopulated
        sizeInBytes = materialized?.sizeInBytes
        (rows, isRowCountExact) =
            switch materialized?.rows {
            case .exact(let count)?: (count, true)
            case .estimate(let count)?: (count, false)
            case .unknown?: (nil, false)
            case nil: (nil, nil)
            }
        indexes = view.indexes.map(IndexDocument.init)
        switch materialized?.uniqueKey {
        case .usable(let index, let columns)?:
            (uniqueIndex, uniqueColumns, unusableIndexes) = (index, columns, [])
        case .missing(let unusable)?:
            (uniqueIndex, uniqueColumns) = (nil, [])
            unusableIndexes = unusable.map { UnusableIndexDocument(index: $0.index, reason: "\($0.reason)") }
        case .needless?, nil:
            (uniqueIndex, uniqueColumns, unusableIndexes) = (nil, [], [])
        }
        nullableKeyColumns = materialized?.nullableKeyColumns ?? []
        fingerprint = view.fingerprint?.description
        (origin, originUnknownBecause) =
            switch view.origin {
            case .sameAsRevisions, .differs, .notByRevision: (view.origin.word, nil)
            case .unknown(let reason): (view.origin.word, reason)
            }
        self.readers = readers
        self.freshness = freshness.map(FreshnessDocument.init)
        (self.lastRefresh, isLogReadable) =
            switch lastRefresh {
            case .at(let moment): (moment.logText, true)
            case .never: (nil, true)
            case .hidden: (nil, false)
            }
    }
}

/// An index as JSON.
struct IndexDocument: Encodable {
    private let name: String
    private let definition: String

    init(_ index: ListedIndex) {
        name = index.name
        definition = index.definition
    }
}

/// A table or view as JSON.
struct RelationDocument: Encodable {
    private let schema: String?
    private let name: String
    private let kind: String
    /// Absent where it makes no difference.
    private let isDirect: Bool?

    init(_ relation: ViewRelation, isDirect: Bool? = nil) {
        schema = relation.name.schema
        name = relation.name.name
        kind = relation.kind.documentName
        self.isDirect = isDirect
    }
}

extension ViewRelation.Kind {
    /// The kind in one word, for JSON.
    fileprivate var documentName: String {
        switch self {
        case .table: "table"
        case .view: "view"
        case .materializedView: "materialized_view"
        }
    }
}
