/// The kind of a revision, SQL or Swift, so that advice uses its syntax.
package enum RevisionKind: Sendable, Hashable {
    /// SQL, in a file.
    case sql
    /// Swift: operations, and the statements that they run.
    case swift

    /// The kind of revision that a statement is in. A statement from an SQL file gets advice in SQL, also when a Swift
    /// revision names the file.
    package init(of statement: SQLStatement) {
        self.init(of: statement.origin)
    }

    /// The kind of revision that a statement was written in; `nil` means an operation.
    package init(of slice: SourceSlice?) {
        self = slice?.source.path.hasSuffix(".sql") == true ? .sql : .swift
    }

    /// The text for this kind.
    package func words(sql: String, swift: String) -> String { self == .sql ? sql : swift }
}
