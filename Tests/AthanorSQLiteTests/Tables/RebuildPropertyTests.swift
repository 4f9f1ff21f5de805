import Athanor
import AthanorSQLite
import Foundation
import TestSupport
import Testing

/// Random tables and random alterations: what is not altered is the same before and after. A failure prints its seed.
/// `ATHANOR_REBUILD_CASES` says how many cases there are, `ATHANOR_REBUILD_SEED` which is the first.
@Suite("Rebuilds of random tables")
struct RebuildPropertyTests {
    private static func setting(_ name: String, otherwise value: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init) ?? value
    }

    @Test("keep everything that is not altered")
    func keepEverything() async throws {
        let first = Self.setting("ATHANOR_REBUILD_SEED", otherwise: 1)
        var rebuilt = 0
        for seed in first..<(first + Self.setting("ATHANOR_REBUILD_CASES", otherwise: 100)) {
            var random = SeededNumbers(seed: seed)
            let table = RandomTable(&random)
            try await withDatabase { connection in
                do {
                    rebuilt += try await check(table, &random, seed: seed, on: connection) ? 1 : 0
                } catch {
                    Issue.record("seed \(seed): \(Explanation(of: error))\n\(table.script)")
                }
            }
        }
        #expect(rebuilt > 0)
    }

    /// - Returns: whether the table was rebuilt.
    private func check(
        _ table: RandomTable, _ random: inout SeededNumbers, seed: UInt64, on connection: any Connection
    ) async throws -> Bool {
        try await connection.migrate(table.script)
        let before = try await Snapshot(of: table, on: connection)
        let op = Operations(databaseKind: connection.database.kind)
        let operations = table.alterations(&random, op)
        let counting = CountingConnection(connection)
        try await counting.migrate { _ in operations }
        let after = try await Snapshot(of: table, on: connection)
        let words = "seed \(seed): \(operations.map(\.summary))\n\(before.sql)\n\(after.sql)"
        #expect(after.parts == before.parts, "\(words)")
        for line in table.lines where !(line.hasPrefix("g ") && operations.contains { $0.summary.contains("computed") })
        {
            #expect(after.sql.contains(line), "\(words)\nlacks \(line)")
        }
        #expect(after.sql != before.sql, "\(words)")
        #expect(counting.count("INSERT OR ABORT INTO main.") <= 1, "\(words)")
        #expect(try await connection.column("PRAGMA integrity_check") == ["ok"], "\(words)")
        if !table.hasKeylessForeignKey {
            #expect(try await connection.query("PRAGMA foreign_key_check").isEmpty, "\(words)")
        }
        #expect(try await connection.column("SELECT name FROM sqlite_temp_schema") == [])
        #expect(try await connection.column("SELECT name FROM sqlite_schema WHERE name LIKE 'athanor%'") == [])
        return counting.count("INSERT OR ABORT INTO main.") == 1
    }

    /// What is to stay as it is.
    private struct Snapshot {
        let sql: String
        var parts: [String: [[Value]]] = [:]

        init(of table: RandomTable, on connection: any Connection) async throws {
            sql = try #require(
                try await connection.query(sql: "SELECT sql FROM sqlite_schema WHERE name = $1", [.text(table.name)])
                    .first
            )["sql", as: String.self]
            let literal = "'\(table.name)'"
            let quotedName = "\"\(table.name.replacing("\"", with: "\"\""))\""
            let names = table.columns.map { "\"\($0)\"" }.joined(separator: ", ")
            let quoted = table.columns.map { "'\($0)'" }.joined(separator: ", ")
            let queries = [
                "objects":
                    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> \(literal) AND sql IS NOT NULL "
                    + "ORDER BY type, name",
                "columns": "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(\(literal)) "
                    + "WHERE name IN (\(quoted)) ORDER BY cid",
                "rows": "SELECT \(table.hasRowNumbers ? "rowid, " : "")\(names) FROM \(quotedName) ORDER BY id",
                "children": "SELECT * FROM child ORDER BY id", "log": "SELECT * FROM log",
                "counters": "SELECT name, seq FROM sqlite_sequence ORDER BY name",
                "foreign keys": "SELECT s.name, k.* FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS k "
                    + "WHERE s.type = 'table' ORDER BY s.name, k.id, k.seq",
                "options": "SELECT wr, strict FROM pragma_table_list(\(literal))",
                "statistics":
                    "SELECT tbl, idx, stat FROM sqlite_stat1 WHERE idx IS NULL OR idx NOT LIKE 'sqlite_auto%' "
                    + "ORDER BY 1, 2",
            ]
            for (part, query) in queries {
                if part == "counters" || part == "statistics" {
                    let name = part == "counters" ? "sqlite_sequence" : "sqlite_stat1"
                    let there = try await connection.column("SELECT 1 FROM sqlite_schema WHERE name = '\(name)'")
                    if there.isEmpty { continue }
                }
                parts[part] = try await connection.query(sql: query).map(\.values)
            }
        }
    }
}
