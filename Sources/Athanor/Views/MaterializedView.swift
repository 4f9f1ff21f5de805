/// A materialized view as it stands in a database.
public struct MaterializedView: Sendable, Hashable {
    /// Its name, with its schema where the database has schemas.
    public let name: QualifiedName
    /// Whether it holds data; reading one that does not is an error in PostgreSQL.
    public let isPopulated: Bool
    /// How many rows it holds.
    public let rows: RowCount
    /// How many bytes it and its indexes take, where the database says so.
    public let sizeInBytes: Int64?
    /// What tells its rows apart, so that a refresh can change only what changed.
    public let uniqueKey: UniqueKey
    /// The columns of its usable unique indexes in which rows have NULL: such rows are written anew by every concurrent
    /// refresh, changed or not. As far as the database's statistics know, unless the rows were looked at.
    public let nullableKeyColumns: [String]
    /// What changes with every refresh, whoever makes it; `nil` where nothing does.
    public let state: String?

    /// A view as a database room reads it.
    public init(
        name: QualifiedName, isPopulated: Bool, rows: RowCount, sizeInBytes: Int64?, uniqueKey: UniqueKey,
        nullableKeyColumns: [String] = [], state: String? = nil
    ) {
        self.name = name
        self.isPopulated = isPopulated
        self.rows = rows
        self.sizeInBytes = sizeInBytes
        self.uniqueKey = uniqueKey
        self.nullableKeyColumns = nullableKeyColumns
        self.state = state
    }
}

/// How many rows there are, and how well that is known.
public enum RowCount: Sendable, Hashable {
    /// Counted.
    case exact(Int64)
    /// From the database's statistics.
    case estimate(Int64)
    /// The database has no statistics yet.
    case unknown
}

/// What tells a materialized view's rows apart.
public enum UniqueKey: Sendable, Hashable {
    /// A unique index that a concurrent refresh can use.
    case usable(index: String, columns: [String])
    /// None, with the unique indexes that there are and why each does not do.
    case missing([UnusableIndex])
    /// None, and a refresh does nothing else without one.
    case needless
}

extension UniqueKey {
    /// The unique indexes that cannot serve, where none can.
    public var unusable: [UnusableIndex] {
        if case .missing(let unusable) = self { unusable } else { [] }
    }
}

/// A unique index that cannot serve a concurrent refresh.
public struct UnusableIndex: Sendable, Hashable {
    /// Why an index cannot serve.
    public enum Reason: Sendable, Hashable {
        /// It covers only some of the rows (it has a WHERE clause).
        case partial
        /// It indexes an expression rather than columns.
        case expression
        /// It is not valid: a concurrent build of it failed.
        case invalid
        /// It is checked only at the end of a transaction.
        case deferred
    }

    /// The index.
    public let index: String
    /// Why it cannot serve.
    public let reason: Reason

    /// An index with what keeps it from serving.
    public init(index: String, reason: Reason) {
        self.index = index
        self.reason = reason
    }
}
