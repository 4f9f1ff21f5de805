import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Listing and refreshing materialized views")
struct MaterializedViewsTests {
    @Test("lists them by name with rows, size and unique key")
    func all() async throws {
        try await withDatabase { connection in
            let views = connection.module.materializedViews(on: connection)
            #expect(try await views.all(exactRows: false).isEmpty)
            try await connection.migrate(
                EmulatedViewTests.usages + EmulatedViewTests.daily + """
                    CREATE MATERIALIZED VIEW b AS SELECT 1 AS x, 2 AS y WITH NO DATA;
                    CREATE UNIQUE INDEX partly ON b (x) WHERE y > 1;
                    CREATE UNIQUE INDEX computed ON b (x, y + 1);
                    CREATE INDEX plain ON b (x);
                    """)
            let all = try await views.all(exactRows: true)
            #expect(all.map(\.name) == ["b", "daily_usage_matview"])
            #expect(all.map(\.isPopulated) == [false, true])
            #expect(all.map(\.rows) == [.exact(0), .exact(2)])
            #expect(
                all.map(\.uniqueKey) == [
                    .missing([
                        UnusableIndex(index: "computed", reason: .expression),
                        UnusableIndex(index: "partly", reason: .partial),
                    ]), .usable(index: "idx_daily_usage_user_date", columns: ["user_id", "target_date"]),
                ])
            // A page of rows and one of the index, where SQLite can tell.
            #expect(all[1].sizeInBytes == (try await connection.tellsSizes ? 8192 : nil))
        }
    }

    @Test(
        "finds one by name as people type it",
        arguments: ["daily_usage_matview", "MAIN.Daily_Usage_Matview", #""daily_usage_matview""#])
    func named(name: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(EmulatedViewTests.usages + EmulatedViewTests.daily)
            let views = connection.module.materializedViews(on: connection)
            #expect(try await views.named(name).name == "daily_usage_matview")
        }
    }

    @Test("says which name is nearest, and what something else is")
    func notFound() async throws {
        try await withDatabase { connection in
            try await connection.migrate(EmulatedViewTests.usages + EmulatedViewTests.daily)
            let views = connection.module.materializedViews(on: connection)
            await #expect(
                throws: ViewLookupError.notFound("daily_usage_matveiw", nearest: ["daily_usage_matview"])
            ) {
                _ = try await views.named("daily_usage_matveiw")
            }
            await #expect(
                throws: ViewLookupError.notFound("x.daily_usage_matview", nearest: ["daily_usage_matview"])
            ) {
                _ = try await views.named("x.daily_usage_matview")
            }
            await #expect(throws: ViewLookupError.otherKind("message_usages", kind: "table")) {
                _ = try await views.named("Message_usages")
            }
        }
    }

    @Test("refreshes by a plan that populates the view, while readers see the old rows")
    func refreshPlan() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let connection = try await database.connect()
        _ = try await connection.query("PRAGMA journal_mode = wal")
        try await connection.migrate(
            "CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA")
        let views = connection.module.materializedViews(on: connection)
        for expected: [Value] in [[1], [1, 2]] {
            let plan = try await views.refreshPlan(for: try await views.named("m"), RefreshSettings())
            #expect(plan.view == "m")
            #expect(plan.strategy == .isolated)
            let reader = try await database.connect(ConnectionOptions(access: .readOnly))
            let before = try? await reader.column("SELECT a FROM m")
            try await connection.run([SQLStatement("BEGIN IMMEDIATE")] + plan.statements)
            let during = try? await reader.column("SELECT a FROM m")
            #expect(during == before)
            try await connection.query("COMMIT")
            #expect(try await reader.column("SELECT a FROM m") == expected)
            await reader.close()
            try await connection.query("INSERT INTO t VALUES (2)")
        }
        #expect(try await views.named("m").isPopulated)
        await connection.close()
    }
}
