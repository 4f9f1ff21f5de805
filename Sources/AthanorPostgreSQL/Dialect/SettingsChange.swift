internal import Athanor

/// Whether a statement may change settings of the session.
enum SettingsChange {
    /// The first words of commands that are assumed to change no setting. (It does not look for triggers of TRUNCATE,
    /// event triggers, or functions in an ALTER TABLE.) Every other command may call a function, and a function may set
    /// any setting.
    private static let plainDefinitions: Set<String> = [
        "ALTER", "CLUSTER", "COMMENT", "DROP", "GRANT", "LOCK", "REINDEX", "REVOKE", "SECURITY", "TRUNCATE", "VACUUM",
    ]

    /// The CREATE commands that evaluate a query or expressions for rows.
    private static let creationsThatCompute: Set<String> = ["CREATE MATERIALIZED VIEW", "CREATE TABLE", "CREATE INDEX"]

    static func isPossible(by lowered: LoweredStatement) -> Bool {
        let firstWord = lowered.command.prefix { $0 != " " }
        if plainDefinitions.contains(String(firstWord)) { return false }
        guard firstWord == "CREATE" else { return firstWord != "REFRESH" }
        // CREATE SCHEMA changes search_path only while it runs. The query of CREATE MATERIALIZED VIEW or CREATE TABLE …
        // AS changes settings only if it calls a function that does; for set_config, its text shows that.
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

    /// Compared with bit 0x20 set on both sides, which folds capitals to small letters and makes no other letters
    /// equal.
    private static let setConfig = Array("set_config".utf8)
}
