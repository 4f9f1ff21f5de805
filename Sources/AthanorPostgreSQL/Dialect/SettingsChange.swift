internal import Athanor

/// Whether a statement may change settings of the session.
enum SettingsChange {
    /// The first words of commands that define things and run no code of the user's while doing it. Every other command
    /// may call a function, and a function may set anything.
    private static let plainDefinitions: Set<String> = [
        "ALTER", "CLUSTER", "COMMENT", "DROP", "GRANT", "LOCK", "REINDEX", "REVOKE", "SECURITY", "TRUNCATE", "VACUUM",
    ]

    /// The commands beginning with CREATE that evaluate a query or expressions over rows.
    private static let creationsThatCompute: Set<String> = ["CREATE MATERIALIZED VIEW", "CREATE TABLE", "CREATE INDEX"]

    static func isPossible(by lowered: LoweredStatement) -> Bool {
        // The view's query of Athanor's own operation, or a CREATE TABLE … AS, may call set_config by name.
        let firstWord = lowered.command.prefix { $0 != " " }
        if plainDefinitions.contains(String(firstWord)) { return false }
        guard firstWord == "CREATE" else { return firstWord != "REFRESH" }
        // CREATE SCHEMA changes search_path only while it runs; a query run by a creation changes settings only if it
        // calls something that does, which for the built-in function shows in its text.
        return creationsThatCompute.contains(lowered.command) && mentionsSetConfig(lowered.statement.text)
    }

    private static func mentionsSetConfig(_ text: String) -> Bool {
        let name = Array("set_config".utf8)
        return text.utf8.count >= name.count && text.lowercased().utf8.firstRange(of: name) != nil
    }
}
