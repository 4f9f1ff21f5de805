import Athanor
import Testing

@testable import AthanorSQLite

@Suite("Settings of the session")
struct SessionSettingTests {
    /// Those that say something, do something, or are kept in the file or for the process.
    private static let others: Set<String> = [
        "application_id", "auto_vacuum", "collation_list", "compile_options", "data_version", "database_list",
        "default_cache_size", "encoding", "foreign_key_check", "foreign_key_list", "freelist_count", "function_list",
        "hard_heap_limit", "incremental_vacuum", "index_info", "index_list", "index_xinfo", "integrity_check",
        "module_list", "optimize", "page_count", "page_size", "pragma_list", "quick_check",
        "schema_version", "shrink_memory", "table_info", "table_list", "table_xinfo", "temp_store_directory",
        "user_version", "wal_checkpoint", "data_store_directory", "lock_proxy_file", "lock_status", "stats",
        "activate_extensions", "hexkey", "hexrekey", "key", "rekey", "textkey", "textrekey",
        // `JournalMode` gives it back: its value is not the same in each file.
        "journal_mode",
        // The transaction's scope, each statement, and each commit set these.
        "foreign_keys", "busy_timeout", "defer_foreign_keys",
        // Only in builds for those who look for faults in SQLite.
        "parser_trace", "sql_trace", "vdbe_addoptrace", "vdbe_debug", "vdbe_eqp", "vdbe_listing", "vdbe_trace",
    ]

    @Test("are all known that this SQLite has")
    func complete() async throws {
        try await withDatabase { connection in
            let all = Set(SessionSetting.all.map(\.name))
            for value in try await connection.column("SELECT name FROM pragma_pragma_list") {
                guard case .text(let name) = value else { continue }
                #expect(all.contains(name) != Self.others.contains(name), "\(name)")
            }
        }
    }

    @Test("have their values of a session that nothing has changed")
    func values() async throws {
        try await withDatabase { connection in
            for setting in SessionSetting.all where setting.name != "soft_heap_limit" {
                let before = try await connection.query(sql: SQLStatement("PRAGMA \(setting.name)")).map(\.values)
                try await connection.query(sql: try #require(setting.restoring()))
                #expect(try await connection.query(sql: SQLStatement("PRAGMA \(setting.name)")).map(\.values) == before)
            }
        }
    }

    @Test("of other databases go with them")
    func schemas() {
        func restoring(_ sql: String) -> String? {
            Pragma(Lexer.tokens(inAccepted: sql))?.restoring(.beforeEntries)?.text
        }
        #expect(restoring("PRAGMA main.automatic_index = OFF") == "PRAGMA automatic_index = 1")
        #expect(restoring("PRAGMA temp.automatic_index(0)") == "PRAGMA temp.automatic_index = 1")
        #expect(restoring("PRAGMA legacy.automatic_index(0)") == nil)
        #expect(restoring("PRAGMA automatic_index") == nil)
        #expect(restoring("PRAGMA synchronous = OFF") == nil)
        #expect(restoring("PRAGMA defer_foreign_keys = ON") == nil)
    }
}
