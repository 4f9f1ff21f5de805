internal import Athanor

/// The kind of revision that something stands in, for advice in its words.
enum RevisionKind: Sendable, Hashable {
    /// SQL, in a file.
    case sql
    /// Swift: directives, and what these run.
    case swift

    /// The kind of revision that a statement is in. One from a file with SQL takes advice in SQL, also where Swift names the file.
    init(of statement: Statement) {
        self = statement.origin?.source.path.hasSuffix(".sql") == true ? .sql : .swift
    }

    /// The words for this kind.
    func words(sql: String, swift: String) -> String { self == .sql ? sql : swift }
}
