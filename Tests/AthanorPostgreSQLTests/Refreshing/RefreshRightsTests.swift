import Athanor
import AthanorPostgreSQL
import Foundation
import Testing

/// Roles that may not do all that a refresh takes.
@Suite struct RefreshRightsTests {
    /// Runs something with a role of its own, which may write Athanor's log, and drops the role afterwards.
    private func withRole(_ body: (RefreshBench, String, MigratorOptions) async throws -> Void) async throws {
        try await RefreshBench.with(
            "CREATE TABLE t (a integer); CREATE MATERIALIZED VIEW v AS SELECT a FROM t"
        ) { bench in
            let role = bench.database.name + "_role"
            #expect(try await bench.refresh("v").figures != nil)
            try await bench.run(
                """
                CREATE ROLE \(role);
                GRANT USAGE ON SCHEMA athanor TO \(role);
                GRANT SELECT ON athanor.format TO \(role);
                GRANT SELECT, INSERT ON athanor.log TO \(role)
                """)
            let options = MigratorOptions(connection: ConnectionOptions(role: role))
            do {
                try await body(bench, role, options)
            } catch {
                try await bench.run("DROP OWNED BY \(role) CASCADE; DROP ROLE \(role)")
                throw error
            }
            try await bench.run("DROP OWNED BY \(role) CASCADE; DROP ROLE \(role)")
        }
    }

    @Test("Who does not own the view is told who may refresh it")
    func notTheOwner() async throws {
        try await withRole { bench, role, options in
            let error = try await bench.refresh("v", options: options).failure?.cause as? DatabaseFailure
            #expect(error?.kind == .notAllowed)
            #expect(error?.advice?.contains("view's owner") == true)
            #expect(try await bench.log().map(\.outcome) == [.failed, .done])
            let hasMaintain = try await bench.serverVersion() >= 170_000
            #expect(error?.advice?.contains("GRANT MAINTAIN") == hasMaintain)
            if hasMaintain {
                try await bench.run("GRANT MAINTAIN ON v TO \(role)")
                #expect(try await bench.refresh("v", options: options).figures?.changes.inserted == 0)
            }
        }
    }

    @Test("An owner who may not read what the view reads is told so")
    func ownerMayNotRead() async throws {
        try await withRole { bench, role, options in
            try await bench.run("ALTER MATERIALIZED VIEW v OWNER TO \(role)")
            let error = try await bench.refresh("v").failure?.cause as? DatabaseFailure
            #expect(error?.kind == .notAllowed)
            #expect(error?.advice?.contains("it is the owner who needs SELECT") == true)
            try await bench.run("GRANT SELECT ON t TO \(role)")
            #expect(try await bench.refresh("v", options: options).figures?.changes.inserted == 0)
        }
    }

    @Test("Who may not write the log is told which right is missing, and nothing is refreshed")
    func noLog() async throws {
        try await withRole { bench, role, options in
            try await bench.run(
                """
                ALTER MATERIALIZED VIEW v OWNER TO \(role);
                GRANT SELECT ON t TO \(role);
                REVOKE INSERT ON athanor.log FROM \(role);
                INSERT INTO t VALUES (1)
                """)
            let error = try await bench.refresh("v", options: options).failure?.cause as? DatabaseFailure
            #expect(
                error?.advice?.contains("GRANT SELECT, INSERT ON athanor.log TO") == true, "\(error?.message ?? "")")
            #expect(try await bench.text("SELECT count(*) FROM v") == "0")
        }
    }

    @Test("A key that is given twice is explained", arguments: [ConcurrentRefresh.always, .never])
    func duplicateKey(_ wish: ConcurrentRefresh) async throws {
        try await RefreshBench.with(
            """
            CREATE TABLE t (a integer);
            CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
            CREATE UNIQUE INDEX ON v (a);
            INSERT INTO t VALUES (1), (1);
            """
        ) { bench in
            let result = try await bench.refresh("v", RefreshSettings(concurrently: wish))
            let error = result.failure?.cause as? DatabaseFailure
            #expect(error?.code == (wish == .never ? "23505" : "21000"))
            #expect(error?.advice?.contains("two rows with the same key") == true)
        }
    }

    @Test("What the record says of views comes without errors, whatever is missing")
    func noted() async throws {
        try await withRole { bench, role, _ in
            let views = bench.views
            #expect(try await views.noted() == [:])
            try await bench.run(
                """
                CREATE SCHEMA s;
                CREATE MATERIALIZED VIEW s."V 🦊" AS SELECT 1 AS a;
                INSERT INTO athanor.views (schema, name, kind, relation, definition, noted_at, refresh)
                SELECT n.nspname, c.relname, 'materialized view',
                       CASE c.relname
                           WHEN 'v' THEN 'of another database'
                           ELSE (SELECT system_identifier FROM pg_control_system()) || '/'
                                || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || c.oid
                       END,
                       'SELECT 1', '2026-01-02 03:04:05.678Z', CASE c.relname WHEN 'v' THEN 'every 5 minutes' END
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind = 'm' AND n.nspname IN ('public', 's');
                INSERT INTO athanor.views (schema, name, kind, relation, definition, noted_at, refresh)
                VALUES ('public', 'gone', 'materialized view', '', '', now(), 'manual')
                """)
            let made = try Date(
                "2026-01-02T03:04:05.678Z", strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            #expect(
                try await views.noted() == [
                    "public.v": NotedView(madeAt: nil, target: "every 5 minutes"),
                    QualifiedName(schema: "s", name: "V 🦊"): NotedView(madeAt: made, target: nil),
                ])
            try await bench.run("SET ROLE \(role)")
            #expect(try await views.noted() == [:])
            try await bench.run("RESET ROLE; ALTER TABLE athanor.views DROP COLUMN refresh")
            #expect(try await views.noted()["public.v"] == NotedView(madeAt: nil, target: nil))
            try await bench.run("DROP SCHEMA athanor CASCADE")
            #expect(try await views.noted() == [:])
        }
    }
}
