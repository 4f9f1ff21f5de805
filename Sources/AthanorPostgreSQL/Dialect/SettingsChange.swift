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
        var rest = text.utf8[...]
        while let start = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "s") }) {
            rest = rest[start...]
            if rest.prefix(setConfig.count).elementsEqual(setConfig, by: { $0 | 0x20 == $1 | 0x20 }) { return true }
            rest.removeFirst()
        }
        return false
    }

    /// Compared with bit 0x20 set on both sides, which makes small letters of capitals and leaves no other letter equal.
    private static let setConfig = Array("set_config".utf8)
}
