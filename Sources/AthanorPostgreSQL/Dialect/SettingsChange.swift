internal import Athanor

/// Whether a statement may change settings or the role of the session. A function can change any of them, so a statement
/// that may call a function of a user counts.
///
/// Event triggers and constraints of domains are assumed to change none. The functions of indexes and of materialized
/// views may be called: PostgreSQL restores the settings afterwards, and refuses changes of the role.
/// Source: `NewGUCNestLevel` and `SECURITY_RESTRICTED_OPERATION` in PostgreSQL's source.
enum SettingsChange {
    /// The first words of commands that change no setting.
    private static let plainCommands: Set<Substring> = [
        "CLUSTER", "COMMENT", "DROP", "GRANT", "LOCK", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "VACUUM",
    ]

    /// The words of an ALTER that may evaluate expressions, for all rows of a table or for a default.
    private static let evaluatingAlterations: Set<Substring> = [
        "ATTACH", "CHECK", "DEFAULT", "EXPRESSION", "GENERATED", "TYPE", "USING", "VALIDATE",
    ]

    /// The words of a CREATE TABLE that may run a query or evaluate the bounds of a partition.
    private static let evaluatingCreations: Set<Substring> = ["AS", "OF"]

    static func isPossible(by lowered: LoweredStatement) -> Bool {
        let command = lowered.command.prefix { $0 != " " }
        if plainCommands.contains(command) { return false }
        // The first two words of an ALTER name the kind of object.
        if command == "ALTER" { return words(of: lowered).dropFirst(2).contains(where: evaluatingAlterations.contains) }
        guard command == "CREATE" else { return true }
        // CREATE SCHEMA changes search_path only while it runs.
        return lowered.command == "CREATE TABLE" && words(of: lowered).contains(where: evaluatingCreations.contains)
    }

    /// The words of a statement in capitals, including those in quotes and comments.
    private static func words(of lowered: LoweredStatement) -> [Substring] {
        lowered.statement.text.uppercased().split { !$0.isLetter && $0 != "_" }
    }
}
