import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct MaterializedViewTests {
    private func refresh(_ view: MaterializedView, on connection: any Connection) async throws -> RefreshStrategy {
        let database = PostgreSQL()
        let views = database.materializedViews(on: connection)
        let settings = RefreshSettings()
        let plan = try await views.refreshPlan(for: view, settings)
        let scope = database.dialect.transaction(for: [])
        try await connection.query(sql: scope.begin)
        #expect(try await views.claim(view.name, settings))
        _ = try await views.refresh(plan)
        try await connection.query(sql: scope.commit)
        return plan.strategy
    }

    private func prepare(_ connection: any Connection, _ script: String) async throws {
        try await connection.run(try read("CREATE TABLE t (a int, b text); \(script)").map { SQLStatement($0.slice) })
    }

    @Test("A view with a unique index is refreshed concurrently")
    func uniqueIndexRefreshesConcurrently() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(
                connection,
                """
                CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX v_three ON v (b, a) INCLUDE (b);
                CREATE UNIQUE INDEX v_one ON v (a) INCLUDE (b);
                INSERT INTO t VALUES (1, 'x');
                """)
            let views = PostgreSQL().materializedViews(on: connection)
            let view = try await views.named("v")
            #expect(view.uniqueKey == .usable(index: "v_one", columns: ["a"]))
            #expect(try await refresh(view, on: connection) == .concurrently(uniqueIndex: "v_one"))
            #expect(try await connection.query("SELECT a FROM v").map(\.values) == [[1]])
        }
    }

    @Test("A view without data is refreshed plainly")
    func aViewWithoutDataIsRefreshedPlainly() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(
                connection,
                "CREATE MATERIALIZED VIEW v AS SELECT a FROM t WITH NO DATA; CREATE UNIQUE INDEX i ON v (a)")
            let views = PostgreSQL().materializedViews(on: connection)
            let view = try await views.named("v")
            #expect(!view.isPopulated)
            #expect(view.rows == .exact(0))
            #expect(try await refresh(view, on: connection) == .plain(.notPopulated))
            #expect(try await views.named("v").isPopulated)
        }
    }

    @Test("A view with only unusable unique indexes is refreshed plainly, and the reasons are given")
    func unusableIndexesRefreshPlainly() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(
                connection,
                """
                CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX partial ON v (a) WHERE a > 0;
                CREATE UNIQUE INDEX expression ON v (a, lower(b));
                CREATE UNIQUE INDEX broken ON v (b);
                CREATE INDEX ordinary ON v (b);
                UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass;
                """)
            let view = try await PostgreSQL().materializedViews(on: connection).named("v")
            let unusable = [
                UnusableIndex(index: "broken", reason: .invalid),
                UnusableIndex(index: "expression", reason: .expression),
                UnusableIndex(index: "partial", reason: .partial),
            ]
            #expect(view.uniqueKey == .missing(unusable))
            let strategy = try await refresh(view, on: connection)
            #expect(strategy == .plain(.noUniqueIndex(unusable)))
            #expect(strategy.reason.contains("unique index"))
        }
    }

    @Test("A refresh reads committed data, whatever the session's isolation level")
    func refreshReadsCommittedData() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(
                connection, "CREATE MATERIALIZED VIEW v AS SELECT current_setting('transaction_isolation') AS level")
            try await connection.query("SET default_transaction_isolation = 'repeatable read'")
            let view = try await PostgreSQL().materializedViews(on: connection).named("v")
            _ = try await refresh(view, on: connection)
            #expect(try await connection.query("SELECT level FROM v").first?.values == ["read committed"])
        }
    }

    @Test("All views are listed by name with their size and rows")
    func allViewsComeByNameWithSizeAndRows() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(
                connection,
                """
                CREATE SCHEMA a; CREATE MATERIALIZED VIEW z AS SELECT generate_series(1, 500) AS n;
                CREATE MATERIALIZED VIEW a.y AS SELECT a FROM t; CREATE VIEW plain AS SELECT 1; ANALYZE z;
                """)
            let views = PostgreSQL().materializedViews(on: connection)
            let estimated = try await views.all(exactRows: false)
            #expect(estimated.map(\.name) == ["a.y", "public.z"])
            #expect(estimated.map(\.rows) == [.exact(0), .estimate(500)])
            #expect((estimated.last?.sizeInBytes ?? 0) >= 8192)
            #expect(try await views.all(exactRows: true).map(\.rows) == [.exact(0), .exact(500)])
        }
    }

    @Test(
        "A typed name is read as SQL reads it",
        arguments: [
            ("v", "public.v"), ("V", "public.v"), ("public.V", "public.v"), ("\"V\"", "public.V"),
            ("other.\"x y\"", "other.x y"),
            ("\"other\".\"x y\"", "other.x y"), (" v ", "public.v"),
        ])
    func aTypedNameIsReadAsSQLReadsIt(typed: String, found: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(
                connection,
                """
                CREATE MATERIALIZED VIEW v AS SELECT 1 AS a; CREATE MATERIALIZED VIEW "V" AS SELECT 1 AS a;
                CREATE SCHEMA other; CREATE MATERIALIZED VIEW other."x y" AS SELECT 1 AS a;
                """)
            let view = try await PostgreSQL().materializedViews(on: connection).named(typed)
            #expect(view.name.description == found)
        }
    }

    @Test(
        "For a mistyped name, the error names the nearest view",
        arguments: ["daily_usag", "Daily_Usages", "public.daily_usagee", "daily usage", "dialy_usage"])
    func aMistypedNameBringsTheNearest(typed: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(
                connection,
                """
                CREATE MATERIALIZED VIEW daily_usage AS SELECT 1 AS a; CREATE MATERIALIZED VIEW "DailyUsage1" AS SELECT 1 AS a;
                CREATE MATERIALIZED VIEW quite_different AS SELECT 1 AS a;
                """)
            let error = await #expect(throws: ViewLookupError.self) {
                try await PostgreSQL().materializedViews(on: connection).named(typed)
            }
            guard case .notFound(typed, let nearest, _)? = error else {
                Issue.record("unexpected: \(String(describing: error))")
                return
            }
            #expect(nearest.contains("public.daily_usage"))
            #expect(!nearest.contains("public.quite_different"))
        }
    }

    @Test(
        "A text that is not a name is not found",
        arguments: ["", "\"", "a.b.c.d", "no.such", "a b c", ".", "1259", "it's; DROP TABLE t"])
    func whatIsNoNameIsNotFound(typed: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let error = await #expect(throws: ViewLookupError.self) {
                try await PostgreSQL().materializedViews(on: connection).named(typed)
            }
            #expect(error == .notFound(typed, nearest: []))
        }
    }

    @Test(
        "Another kind of relation is named",
        arguments: [("t", "table"), ("plain", "view"), ("pg_class", "table"), ("i", "index")])
    func anotherKindOfRelationIsNamed(name: String, kind: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await prepare(connection, "CREATE VIEW plain AS SELECT 1 AS a; CREATE INDEX i ON t (a)")
            let error = await #expect(throws: ViewLookupError.self) {
                try await PostgreSQL().materializedViews(on: connection).named(name)
            }
            #expect(error == .otherKind(name, kind: kind))
        }
    }
}
