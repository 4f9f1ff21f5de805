/// The kind of revision that something is written in, for advice in its words.
public enum RevisionKind: Sendable, Hashable {
    /// SQL, in a file.
    case sql
    /// Swift: operations, and the statements that they run.
    case swift

    /// The kind of revision that a statement is in. One from a file with SQL takes advice in SQL, also where Swift names the file.
    public init(of statement: Statement) {
        self.init(of: statement.origin)
    }

    /// The kind of revision that a statement was written in; `nil` is an operation.
    public init(of slice: SourceSlice?) {
        self = slice?.source.path.hasSuffix(".sql") == true ? .sql : .swift
    }

    /// The words for this kind.
    public func words(sql: String, swift: String) -> String { self == .sql ? sql : swift }
}
