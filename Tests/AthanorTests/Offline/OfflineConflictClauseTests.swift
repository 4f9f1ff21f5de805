import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// Scripts that write rows to tables of SQLite that say themselves what becomes of a row that breaks a constraint.
@Suite struct OfflineConflictClauseTests {
    private static let clauses = ["REPLACE", "IGNORE", "FAIL", "ROLLBACK", "ABORT"]
    private static let tables = [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE ON CONFLICT clause, w TEXT)",
        "create table T (id integer primary key, v text, w TEXT, unique (v) on/* */\n conflict clause)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL\tON -- why\nCONFLICT clause DEFAULT 'd' UNIQUE, w TEXT)",
    ]

    private static let writings: [@Sendable (Operations) -> any MigrationOperation] = [
        { $0.bulkInsert("t", columns: ["id", "v"], rows: [[2, "y"], [3, "x"]]) },
        { $0.bulkInsert("main.t", columns: ["w", "v", "id"], rows: [[true, "y", 2], [nil, "x", 4]]) },
        { $0.backfill("t", set: ["v": .expression("CASE id WHEN 8 THEN 'x' WHEN 9 THEN NULL ELSE v END")]) },
        { $0.backfill("t", set: ["v": "x"], where: "id > 1 OR v = 'none'") },
    ]

    private func script(
        _ bench: TestBench, copying: Bool = false, connected: Bool = true,
        _ writing: @escaping @Sendable (Operations) -> any MigrationOperation
    ) async throws -> String {
        try await DataRevision.$operations.withValue({ op in
            (copying ? [op.alterColumn("a", of: "other", .notNull)] : []) + [writing(op)]
        }) {
            try await bench.offlineMigrator([DataRevision.entry], connected: connected).script(.upgrade, "head")
        }
    }

    /// - Parameter copying: whether a step stands beside it that is tried out on a copy, which knows the clause.
    @Test("A script fails where a run does, and loses no row", arguments: clauses, [false, true])
    func refused(_ clause: String, copying: Bool) async throws {
        for table in Self.tables {
            for writing in Self.writings {
                try await TestedDatabase.sqlite.with { bench in
                    try await bench.run(table.replacing("clause", with: clause), "CREATE TABLE other (a TEXT)")
                    let script = try await script(bench, copying: copying, writing)
                    #expect(script.contains("GLOB") != copying)
                    try await bench.run("INSERT INTO t VALUES (1, 'x', 1), (8, 'e', 2), (9, 'n', 3)")
                    let rows = "SELECT id, v, w FROM t ORDER BY id"
                    let before = try await bench.rows(rows)
                    let outcome = try bench.client.run(script)
                    #expect(
                        outcome.exitCode != 0 && outcome.errors.lowercased().contains("constraint failed: t.v"),
                        "\(outcome)")
                    #expect(try await bench.rows(rows) == before)
                    #expect(try await bench.migrator([DataRevision.entry]).state().rows.isEmpty)
                    await #expect(throws: (any Error).self) { try await bench.upgrade { op in writing(op) } }
                    #expect(try await bench.rows(rows) == before)
                }
            }
        }
    }

    @Test("A script leaves the same rows as a run: tables with triggers, views with triggers, temporary names")
    func sameRows() async throws {
        let tables = [
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v UNIQUE ON CONFLICT IGNORE)",
            "CREATE TABLE t (\"on\" TEXT, id INTEGER PRIMARY KEY, v, conflict TEXT, rowid)",
            "CREATE VIEW t AS SELECT * FROM kept",
        ]
        let counted = """
            CREATE TRIGGER counted AFTER INSERT ON t WHEN new.v IS NOT NULL BEGIN
                INSERT OR IGNORE INTO seen VALUES (new.v / 2, 0);
                UPDATE seen SET count = count + 1 WHERE v = new.v / 2;
            END
            """
        let values: [Value] = [1, 2, 3, 4, nil, "text", 1.5, .bytes([0, 39, 255]), "it's; \"x\"\n/\n"]
        let rows = (0..<250).map { [Value.integer(Int64($0)), $0 < values.count ? values[$0] : nil] }
        for (place, table) in tables.enumerated() {
            var dumps: [String] = []
            for connected in [nil, true, false] {
                try await TestedDatabase.sqlite.with { bench in
                    try await bench.run(
                        table, "CREATE TABLE kept (id, v)", "CREATE TABLE seen (v PRIMARY KEY, count INTEGER)")
                    if table.contains("VIEW") {
                        try await bench.run(
                            """
                            CREATE TRIGGER kept INSTEAD OF INSERT ON t BEGIN
                                INSERT INTO kept VALUES (new.id, new.v);
                            END
                            """)
                    }
                    // Its own clause holds only where the statement that fires it has none.
                    if place == 0 { try await bench.run(counted) }
                    if let connected {
                        let script = try await script(bench, connected: connected) {
                            $0.bulkInsert("t", columns: ["id", "v"], rows: rows)
                        }
                        let outcome = try bench.client.run(script)
                        #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome)")
                    } else {
                        try await bench.upgrade { op in op.bulkInsert("t", columns: ["id", "v"], rows: rows) }
                    }
                    #expect(try await bench.rows("SELECT count(*) FROM t") == ["250"])
                    if place == 0 { #expect(try await bench.rows("SELECT max(count) FROM seen") == ["4"]) }
                    dumps.append(try bench.client.contents())
                }
            }
            #expect(Set(dumps).count == 1)
        }
    }
}
