/// The kind of a revision, SQL or Swift, so that advice uses its syntax.
public enum RevisionKind: Sendable, Hashable {
    /// SQL, in a file.
    case sql
    /// Swift: operations, and the statements that they run.
    case swift

    /// The kind of revision that a statement is in. A statement from an SQL file gets advice in SQL, also when a Swift
    /// revision names the file.
    public init(of statement: SQLStatement) {
        self.init(of: statement.origin)
    }

    /// The kind of revision that a statement was written in; `nil` means an operation.
    public init(of slice: SourceSlice?) {
        self = slice?.source.path.hasSuffix(".sql") == true ? .sql : .swift
    }

    /// The text for this kind.
    public func words(sql: String, swift: String) -> String { self == .sql ? sql : swift }
}
