import AthanorTesting
import Logging
import TestSupport
import Testing

@testable import Athanor

/// Invalid indexes that a concurrent build leaves when it is broken off, and those of others.
@Suite(.timeLimit(.minutes(5))) struct LeftIndexTests {
    /// How a rebuild is broken off.
    enum Way: String, CaseIterable {
        case interrupted, terminated
    }

    private static let long = String(repeating: "i", count: 63)
    private static let wide = String(repeating: "索", count: 21)

    private static let tables = """
        CREATE SCHEMA s; CREATE TABLE s.big (id int PRIMARY KEY, t text);
        INSERT INTO s.big SELECT i, repeat(i::text, 10) FROM generate_series(1, 100) AS i;
        CREATE INDEX \(long) ON s.big (t); CREATE INDEX "\(wide)" ON s.big (id);
        """

    private func invalid(_ bench: TestBench) async throws -> [String] {
        try await bench.rows(
            "SELECT c.relname FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid WHERE NOT x.indisvalid ORDER BY 1"
        )
    }

    /// Breaks a rebuild off while it waits for a reader, when it has begun every new index.
    private func breakOff(_ bench: TestBench, _ revisions: [RevisionEntry], _ way: Way, having count: Int) async throws
    {
        let reader = try await bench.database.connect(to: bench.url, options: ConnectionOptions())
        try await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try await reader.query("SELECT FROM s.big")
        let run = Task { try await bench.migrator(revisions).upgrade() }
        try await Task.wait { try await invalid(bench).count >= count }
        switch way {
        case .interrupted: run.cancel()
        case .terminated:
            try await bench.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'REINDEX%'"
            )
        }
        await #expect(throws: MigrationFailure.self) { try await run.value }
        try await reader.query("COMMIT")
        await reader.close()
    }

    @Test(
        "A rebuild that was broken off leaves nothing behind after the next run, in TOAST tables either, and what was there stays",
        arguments: [
            "TABLE CONCURRENTLY s.big", "SCHEMA CONCURRENTLY s", "DATABASE CONCURRENTLY", "INDEX CONCURRENTLY",
        ], Way.allCases)
    func rebuilding(_ what: String, _ way: Way) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            for statement in Self.tables.split(separator: ";") where statement.contains(/\w/) {
                try await bench.run(String(statement))
            }
            // Somebody else's rebuild had left this one.
            try await bench.run(
                "CREATE INDEX big_pkey_ccnew ON s.big (id)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 's.big_pkey_ccnew'::regclass")
            var statement = "REINDEX \(what)"
            var count = 5
            if what.hasPrefix("DATABASE") {
                statement += " \"\(try #require(try await bench.rows("SELECT current_database()").first))\""
                // It waits for the reader at the first table that it comes to.
                count = 2
            } else if what.hasPrefix("INDEX") {
                // The index of the TOAST table alone.
                let toast = try await bench.rows(
                    """
                    SELECT x.indexrelid::regclass::text FROM pg_class AS c JOIN pg_index AS x ON x.indrelid = c.reltoastrelid
                    WHERE c.oid = 's.big'::regclass
                    """)
                statement += " \(try #require(toast.first))"
                count = 2
            }
            let revisions = [
                try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: sqlRevision("a", "\(statement);")))
            ]
            try await breakOff(bench, revisions, way, having: count)
            #expect(try await invalid(bench).count >= count)
            try await bench.migrator(revisions).upgrade()
            #expect(try await invalid(bench) == ["big_pkey_ccnew"])
        }
    }

    @Test("An index in a schema that the role may not use is named with the missing right")
    func closedSchema() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE SCHEMA closed", "CREATE TABLE closed.big (id int PRIMARY KEY)",
                "CREATE INDEX big_pkey_ccnew ON closed.big (id)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'closed.big_pkey_ccnew'::regclass")
            try await bench.connected { connection in
                try await connection.query("SET ROLE pg_monitor")
                let rebuilding = LoweredStatement(
                    SQLStatement("REINDEX DATABASE CONCURRENTLY d"), execution: .alone, command: "REINDEX")
                guard case .asked(_, let ask) = connection.module.dialect.recovery(of: rebuilding),
                    case .notDone(let removing) = try await ask(connection, [])
                else {
                    Issue.record("the left index was not found")
                    return
                }
                let warning = removing.map(\.text).joined()
                #expect(warning.contains("the role has no right USAGE on schema \"closed\""), "\(warning)")
                #expect(!warning.contains("superuser"))
            }
        }
    }

    @Test("An invalid index of somebody's stays when a build of its name fails or is found begun")
    func othersIndex() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run(
                "CREATE TABLE t (a int)", "CREATE INDEX t_a ON t (a)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a'::regclass")
            let before = try await bench.rows("SELECT 't_a'::regclass::oid")
            let migrator = try bench.migrator([sqlRevision("a", "CREATE INDEX CONCURRENTLY t_a ON t (a);")])
            for _ in 1...2 {
                await #expect(throws: MigrationFailure.self) { try await migrator.upgrade() }
                #expect(try await bench.rows("SELECT 't_a'::regclass::oid") == before)
            }
        }
    }

    @Test(
        "CREATE INDEX … IF NOT EXISTS warns of an invalid index of its name, and says what mends it",
        arguments: [
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);", "CREATE INDEX IF NOT EXISTS t_a ON t (a);",
            "SET search_path = pg_catalog, other; CREATE INDEX IF NOT EXISTS \"t_a\" ON public.t (a);",
        ])
    func passedOver(_ statement: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE TABLE t (a int)", "CREATE INDEX t_a ON t (a)")
            let log = RecordedLines()
            var options = MigratorOptions()
            options.connection.logger = Logger(label: "test") { _ in log.handler }
            // A valid one is passed over in silence.
            try await bench.migrator([sqlRevision("a", statement)], options: options).upgrade()
            #expect(log.all.filter { $0.hasPrefix("warning") } == [])
            try await bench.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_a'::regclass")
            let entries = try [sqlRevision("a", "SELECT 1;"), sqlRevision("b", after: "a", statement)].map {
                try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: $0))
            }
            let script = try await bench.offlineMigrator(entries).script(.upgrade, "a:b")
            try await bench.migrator(entries, options: options).upgrade()
            let warnings = log.all.filter { $0.hasPrefix("warning") }
            #expect(
                warnings.count == 1 && warnings.first?.contains("public.t_a exists already and is invalid") == true,
                "\(warnings)")
            try await bench.run("UPDATE athanor_version SET version_num = 'a'")
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode == 0)
            #expect(outcome.errors.contains("REINDEX INDEX CONCURRENTLY public.t_a;"), "\(outcome.errors)")
            try await bench.run("REINDEX INDEX CONCURRENTLY public.t_a")
            #expect(try await invalid(bench) == [])
        }
    }
}
