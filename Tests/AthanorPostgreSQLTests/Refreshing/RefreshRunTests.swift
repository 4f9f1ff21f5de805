import Athanor
import AthanorPostgreSQL
import Testing

/// What a refresh does and notes.
@Suite struct RefreshRunTests {
    private static let base = """
        CREATE TABLE t (a integer, b text);
        INSERT INTO t SELECT i, 'x' FROM generate_series(1, 100) AS i;
        CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t;
        """
    private static let changes = """
        UPDATE t SET b = 'y' WHERE a <= 10;
        DELETE FROM t WHERE a BETWEEN 11 AND 13;
        INSERT INTO t VALUES (1001, 'x'), (1002, 'x');
        """

    @Test("A concurrent refresh tells and notes which rows it wrote")
    func concurrentFigures() async throws {
        try await RefreshBench.with("\(Self.base) CREATE UNIQUE INDEX v_a ON v (a); \(Self.changes)") { bench in
            let result = try await bench.refresh("v")
            #expect(result.plan.strategy == .concurrently(uniqueIndex: "v_a"))
            let figures = try #require(result.figures, "\(result.outcome)")
            #expect(figures.changes == RowChanges(inserted: 12, updated: 0, deleted: 13))
            #expect(figures.rowsBefore == 100 && figures.rowsAfter == 99)
            #expect((figures.bytesBefore ?? 0) > 0 && (figures.bytesAfter ?? 0) >= (figures.bytesBefore ?? 0))
            let entry = try #require(try await bench.log().first)
            #expect(entry.outcome == .done && entry.refresh == figures)
            #expect(try await bench.text("SELECT count(*) FROM v WHERE b = 'y'") == "10")
        }
    }

    @Test("A plain refresh tells and notes how many rows there are")
    func plainFigures() async throws {
        try await RefreshBench.with("\(Self.base) ANALYZE v; \(Self.changes)") { bench in
            let result = try await bench.refresh("v")
            #expect(result.plan.strategy == .plain(.noUniqueIndex([])))
            let figures = try #require(result.figures, "\(result.outcome)")
            #expect(figures.changes == RowChanges(inserted: 99))
            #expect(figures.rowsBefore == 100 && figures.rowsAfter == 99)
            #expect((figures.bytesBefore ?? 0) > 0 && (figures.bytesAfter ?? 0) > 0)
            #expect(try await bench.log().first?.refresh == figures)
        }
    }

    @Test("A concurrent refresh does not mind how the database wants names quoted")
    func quotingAllNames() async throws {
        try await RefreshBench.with("\(Self.base) CREATE UNIQUE INDEX v_a ON v (a)") { bench in
            try await bench.connection.query(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET quote_all_identifiers = on', current_database()); END $$"
            )
            let result = try await bench.refresh("v")
            #expect(result.plan.strategy == .concurrently(uniqueIndex: "v_a"))
            #expect(result.figures != nil, "\(result.outcome)")
        }
    }

    @Test("What one session wrote before counts for nothing")
    func countsOfOneSession() async throws {
        try await RefreshBench.with("\(Self.base) CREATE UNIQUE INDEX v_a ON v (a)") { bench in
            let scope = PostgreSQL().dialect.transaction(for: [])
            func refresh(_ wish: ConcurrentRefresh) async throws -> RefreshedRows {
                let settings = RefreshSettings(concurrently: wish)
                let plan = try await bench.views.refreshPlan(for: try await bench.views.named("v"), settings)
                try await bench.connection.query(sql: scope.begin)
                try #require(try await bench.views.claim("public.v", settings))
                let rows = try await bench.views.refresh(plan).written
                try await bench.connection.query(sql: scope.commit)
                return rows
            }
            let nothing = RowChanges(inserted: 0, updated: 0, deleted: 0)
            #expect(try await refresh(.auto) == RefreshedRows(changes: nothing, rows: nil))
            #expect(try await refresh(.never) == RefreshedRows(changes: RowChanges(inserted: 100), rows: 100))
            #expect(try await refresh(.never) == RefreshedRows(changes: RowChanges(inserted: 100), rows: 100))
            try await bench.connection.query("INSERT INTO t VALUES (1000, 'z')")
            let one = RowChanges(inserted: 1, updated: 0, deleted: 0)
            #expect(try await refresh(.auto) == RefreshedRows(changes: one, rows: nil))
            try await bench.connection.query("SET track_counts = off")
            #expect(try await refresh(.never) == RefreshedRows(changes: RowChanges(), rows: nil))
        }
    }

    @Test("It reads what is committed, whatever the database's isolation is", arguments: ConcurrentRefresh.allCases)
    func isolation(_ wish: ConcurrentRefresh) async throws {
        try await RefreshBench.with(
            """
            CREATE MATERIALIZED VIEW v AS SELECT current_setting('transaction_isolation') AS level;
            CREATE UNIQUE INDEX ON v (level)
            """
        ) { bench in
            try await bench.connection.query(
                sql: "ALTER DATABASE \(bench.database.name) SET default_transaction_isolation = 'repeatable read'")
            let result = try await bench.refresh("v", RefreshSettings(concurrently: wish))
            #expect(result.figures?.strategy == (wish == .never ? "plain" : "concurrently"), "\(result.outcome)")
            #expect(try await bench.text("SELECT level FROM v") == "read committed")
        }
    }

    @Test("Names may hold anything")
    func names() async throws {
        let name: QualifiedName = QualifiedName(schema: "We ird.\"S\"", name: "m'.\"x\" 🦊")
        let quoted = PostgreSQLDialect().quote(name)
        try await RefreshBench.with(
            """
            CREATE SCHEMA \(PostgreSQLDialect().quote("We ird.\"S\""));
            CREATE TABLE t (a integer);
            CREATE MATERIALIZED VIEW \(quoted) AS SELECT a AS "A ""x" FROM t;
            CREATE UNIQUE INDEX "I ""x" ON \(quoted) ("A ""x");
            INSERT INTO t VALUES (1);
            """
        ) { bench in
            let result = try await bench.refresh(quoted)
            #expect(result.plan.view == name)
            #expect(result.figures?.changes == RowChanges(inserted: 1, updated: 0, deleted: 0), "\(result.outcome)")
            #expect(try await bench.log(name).map(\.outcome) == [.done])
        }
    }

    @Test("The state of a view tells how it was changed")
    func states() async throws {
        try await RefreshBench.with("\(Self.base) CREATE UNIQUE INDEX v_a ON v (a)") { bench in
            var state = try #require(try await bench.views.named("v").state)
            func change(by script: String) async throws -> String? {
                try await bench.run(script)
                let next = try #require(try await bench.views.named("v").state)
                defer { state = next }
                #expect(try await bench.views.size(of: "public.v").state == next)
                return bench.views.change(from: state, to: next)
            }
            let concurrently = "was refreshed concurrently, or altered"
            let plainly = "was refreshed plainly, or rewritten by VACUUM FULL or CLUSTER"
            #expect(try await change(by: "ANALYZE v; VACUUM v; CREATE INDEX ON v (b); REINDEX INDEX v_a") == nil)
            #expect(try await change(by: "REFRESH MATERIALIZED VIEW CONCURRENTLY v") == concurrently)
            #expect(try await change(by: "REFRESH MATERIALIZED VIEW v") == plainly)
            #expect(try await change(by: "GRANT SELECT ON v TO PUBLIC") == concurrently)
            #expect(try await change(by: "VACUUM FULL v") == plainly)
            #expect(bench.views.change(from: "what another version wrote", to: state) == nil)

            let result = try await bench.refresh("v")
            let figures = try #require(result.figures)
            #expect(try await bench.views.named("v").state == figures.viewState, "the commit changes nothing more")
            #expect(figures.viewState.flatMap { bench.views.change(from: state, to: $0) } == concurrently)
        }
    }

    @Test("A view that is not there any more is reported as such")
    func gone() async throws {
        try await RefreshBench.with("") { bench in
            await #expect(throws: ViewLookupError.notFound("public.v", nearest: [])) {
                try await bench.views.size(of: "public.v")
            }
        }
    }
}
