internal import Athanor

/// A session setting that a PRAGMA changes. It must not outlast the revision that changes it.
/// (https://sqlite.org/pragma.html)
struct SessionSetting: Hashable, Sendable {
    /// The moment when a setting is restored.
    enum Moment: Hashable, Sendable {
        /// After the revision's work and before Athanor's entries, which some settings would block.
        case beforeEntries
        /// After the commit: the setting affects commits, or SQLite refuses to change it in a transaction.
        case afterCommit
    }

    /// The name of the PRAGMA.
    let name: String
    /// The moment when the setting is restored.
    let moment: Moment

    /// All settings, with these exceptions: `foreign_keys`, which the transaction's scope sets; `busy_timeout`, which
    /// each statement sets; `defer_foreign_keys`, which SQLite turns off at each commit (turning it off earlier would
    /// let the commit skip references that are not yet checked); and `hard_heap_limit`, which cannot be raised again.
    static let all: [SessionSetting] =
        [
            "analysis_limit", "automatic_index", "cache_size", "cache_spill", "case_sensitive_like", "cell_size_check",
            "count_changes", "empty_result_callbacks", "full_column_names", "ignore_check_constraints",
            "legacy_alter_table", "max_page_count", "mmap_size", "query_only", "read_uncommitted", "recursive_triggers",
            "reverse_unordered_selects", "secure_delete", "short_column_names", "soft_heap_limit", "threads",
            "trusted_schema", "writable_schema",
        ].map { SessionSetting(name: $0, moment: .beforeEntries) }
        + [
            "checkpoint_fullfsync", "fullfsync", "journal_size_limit", "locking_mode", "synchronous", "temp_store",
            "wal_autocheckpoint",
        ].map { SessionSetting(name: $0, moment: .afterCommit) }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Returns the setting with this name in lower case.
    static func named(_ name: String) -> SessionSetting? { byName[name] }

    /// The value in a session that no revision has changed.
    var value: String { Self.values[name] ?? "0" }

    /// Returns the statement that restores the value; `nil` for databases other than `main` and `temp`, whose settings
    /// end with the database.
    /// - Parameter schema: the database whose setting was changed; `nil` if the statement named none.
    func restoring(in schema: String? = nil) -> SQLStatement? {
        guard let schema, !EmulatedView.isMain(schema) else { return SQLStatement("PRAGMA \(name) = \(value)") }
        return schema.isSameName(as: "temp") ? SQLStatement("PRAGMA temp.\(name) = \(value)") : nil
    }

    /// The default values of this build of SQLite. They vary: Debian's build deletes securely. `case_sensitive_like`
    /// cannot be queried, and `mmap_size` not for a database in memory; both are off.
    private static let values: [String: String] = {
        guard let session = try? SQLiteSession(.memory, access: .readWrite, options: ConnectionOptions()) else {
            return [:]
        }
        defer { session.close() }
        var values: [String: String] = [:]
        for setting in all {
            let cancellation = StatementCancellation(busyTimeout: .zero)
            let result = try? session.run(SQLStatement("PRAGMA \(setting.name)"), cancellation: cancellation)
            switch result?.first?.values.first {
            case .integer(let number)?: values[setting.name] = String(number)
            case .text(let text)?: values[setting.name] = text
            default: continue
            }
        }
        return values
    }()
}
