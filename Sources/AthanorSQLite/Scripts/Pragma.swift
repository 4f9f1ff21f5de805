/// A PRAGMA statement. (https://sqlite.org/pragma.html)
struct Pragma {
    /// Its name in lower case, without a schema.
    let name: String
    /// What it is set to, in lower case; `nil` when it is only asked.
    let value: String?

    /// Reads `PRAGMA [schema.]name`, `PRAGMA [schema.]name = value` and `PRAGMA [schema.]name(value)`.
    init?(_ tokens: [Token]) {
        guard tokens.first?.isKeyword("PRAGMA") == true else { return nil }
        var rest = tokens.dropFirst()
        if rest.count >= 3, rest.dropFirst().first?.isPunctuation(".") == true { rest = rest.dropFirst(2) }
        guard let name = rest.popFirst()?.name else { return nil }
        self.name = name.asciiLowercased
        if let sign = rest.popFirst(), sign.isPunctuation("=") || sign.isPunctuation("(") {
            value = rest.first.map { ($0.name ?? $0.text).asciiLowercased }
        } else {
            value = nil
        }
    }

    /// Whether SQLite refuses it inside a transaction.
    var isRefusedInTransaction: Bool {
        ["journal_mode", "synchronous", "temp_store", "wal_checkpoint"].contains(name)
    }

    /// Whether it asks that foreign keys not be enforced.
    var turnsForeignKeysOff: Bool {
        name == "foreign_keys" && ["off", "0", "false", "no"].contains(value ?? "")
    }

    /// What gives the setting back that it changed for the session, if it is one of those that a session has.
    var restoring: String? {
        guard value != nil, Self.sessionFlags.contains(name) else { return nil }
        return "PRAGMA \(name) = OFF"
    }

    /// Settings of a session that are off in a connection of Athanor's. (`foreign_keys` is the transaction scope's.)
    private static let sessionFlags: Set<String> = [
        "case_sensitive_like", "cell_size_check", "checkpoint_fullfsync", "defer_foreign_keys", "fullfsync",
        "ignore_check_constraints", "legacy_alter_table", "query_only", "read_uncommitted", "recursive_triggers",
        "reverse_unordered_selects", "writable_schema",
    ]
}
