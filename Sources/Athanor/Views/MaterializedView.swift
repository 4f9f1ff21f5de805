/// A materialized view as it is in a database.
public struct MaterializedView: Sendable, Hashable {
    /// Its name, with its schema if the database has schemas.
    public let name: QualifiedName
    /// Whether it holds data. Reading a view without data is an error in PostgreSQL.
    public let isPopulated: Bool
    /// The number of its rows.
    public let rows: RowCount
    /// The size of the view and its indexes, in bytes, if the database reports it.
    public let sizeInBytes: Int64?
    /// The key that identifies its rows, so that a refresh can change only what changed.
    public let uniqueKey: UniqueKey
    /// The columns of its usable unique indexes in which rows have NULL. Every concurrent refresh rewrites such rows,
    /// changed or not. From the database's statistics, unless the rows were read.
    public let nullableKeyColumns: [String]
    /// A value that changes with every refresh, also one by others; `nil` if there is none.
    public let state: String?

    /// Creates a view, as a database module reads it.
    package init(
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

/// A number of rows, and its accuracy.
public enum RowCount: Sendable, Hashable {
    /// A counted number.
    case exact(Int64)
    /// An estimate from the database's statistics.
    case estimate(Int64)
    /// The database has no statistics yet.
    case unknown
}

/// The key that identifies a materialized view's rows.
public enum UniqueKey: Sendable, Hashable {
    /// A unique index that a concurrent refresh can use.
    case usable(index: String, columns: [String])
    /// No usable index, with the unusable unique indexes and the reasons.
    case missing([UnusableIndex])
    /// No index, and a refresh does the same without one.
    case needless
}

extension UniqueKey {
    /// The unusable unique indexes, if there is no usable one.
    public var unusable: [UnusableIndex] {
        if case .missing(let unusable) = self { unusable } else { [] }
    }
}

/// A unique index that a concurrent refresh cannot use.
public struct UnusableIndex: Sendable, Hashable {
    /// The reason why an index is unusable.
    public enum Reason: Sendable, Hashable {
        /// It covers only some of the rows (it has a WHERE clause).
        case partial
        /// It indexes an expression and not columns.
        case expression
        /// It is not valid: a concurrent build of it failed.
        case invalid
        /// It is checked only at the end of a transaction.
        case deferred
    }

    /// The index.
    public let index: String
    /// The reason.
    public let reason: Reason

    /// Creates an unusable index.
    package init(index: String, reason: Reason) {
        self.index = index
        self.reason = reason
    }
}
