import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

/// What a refresh through ``MaterializedViews`` says that it has done.
@Suite("Figures of a refresh of an emulated materialized view")
struct RefreshFiguresTests {
    private func views(_ connection: any Connection) -> any MaterializedViews {
        connection.module.materializedViews(on: connection)
    }

    private func plan(_ connection: any Connection) async throws -> ViewRefreshPlan {
        try await views(connection).refreshPlan(for: try await views(connection).named("m"), RefreshSettings())
    }

    /// Carries out a plan as the engine does.
    private func refresh(
        _ plan: ViewRefreshPlan, _ settings: RefreshSettings = RefreshSettings(), on connection: any Connection
    ) async throws -> RefreshedRows {
        try await connection.query("BEGIN IMMEDIATE")
        do {
            _ = try await views(connection).claim(plan.view, settings)
            let refreshed = try await views(connection).refresh(plan).written
            try await connection.query("COMMIT")
            return refreshed
        } catch {
            try await connection.query("ROLLBACK")
            throw error
        }
    }

    private func rows(_ inserted: Int64, _ updated: Int64, _ deleted: Int64, of rows: Int64) -> RefreshedRows {
        RefreshedRows(changes: RowChanges(inserted: inserted, updated: updated, deleted: deleted), rows: rows)
    }

    private static let table = "CREATE TABLE t (id, a); INSERT INTO t VALUES (1, 10), (2, 20), (3, 30);"

    @Test(
        "A reader in the way of the commit is named as one, with what can be set, and waited for no longer than asked for"
    )
    func reader() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let connection = try await database.connect()
        try await connection.migrate("CREATE TABLE t (a); CREATE MATERIALIZED VIEW m AS SELECT a FROM t;")
        try await connection.query("INSERT INTO t VALUES (1)")
        let reader = try await database.connect()
        try await reader.query("BEGIN")
        #expect(try await reader.column("SELECT count(*) FROM m") == [0])
        let plan = try await plan(connection)
        let failure = try await error(DatabaseFailure.self) {
            _ = try await refresh(plan, RefreshSettings(lockTimeout: .milliseconds(20)), on: connection)
        }
        #expect(failure.kind == .lockNotAvailable)
        #expect(failure.advice?.hasPrefix("Another connection is reading the database") == true)
        #expect(failure.advice?.contains("`lock_wait`") == true)
        #expect(failure.advice?.contains("index_lock_timeout") == false)
        try await reader.query("COMMIT")
        #expect(try await refresh(plan, on: connection) == rows(1, 0, 0, of: 1))
        await reader.close()
        await connection.close()
    }

    @Test("Figures tell what was written, with a key, without one, and of rows that cannot be numbered")
    func counts() async throws {
        let definitions = [
            "CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t; CREATE UNIQUE INDEX k ON m (id)",
            "CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t",
            "CREATE MATERIALIZED VIEW m AS SELECT id AS rowid, a AS oid, 0 AS _rowid_ FROM t",
        ]
        let nothing = [rows(0, 0, 0, of: 3), rows(0, 0, 0, of: 3), rows(3, 0, 3, of: 3)]
        let some = [rows(2, 1, 1, of: 4), rows(3, 0, 2, of: 4), rows(4, 0, 3, of: 4)]
        for (index, definition) in definitions.enumerated() {
            try await withDatabase { connection in
                try await connection.migrate(Self.table + definition)
                #expect(try await refresh(plan(connection), on: connection) == nothing[index], "\(definition)")
                for change in [
                    "UPDATE t SET a = 0 WHERE id = 1", "DELETE FROM t WHERE id = 2",
                    "INSERT INTO t VALUES (4, 40), (5, 50)",
                ] { try await connection.query(sql: SQLStatement(change)) }
                #expect(try await refresh(plan(connection), on: connection) == some[index], "\(definition)")
                #expect(try await connection.query("SELECT * FROM m").count == 4)
            }
        }
    }

    @Test("Figures count the first filling, also of a view that another session has filled or emptied since the plan")
    func filling() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.table + "CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA")
            let filling = try await plan(connection)
            #expect(try await refresh(filling, on: connection) == rows(3, 0, 0, of: 3))
            #expect(try await refresh(filling, on: connection) == rows(0, 0, 0, of: 3))
            let changing = try await plan(connection)
            #expect(changing.statements != filling.statements)
            try await connection.migrate("REFRESH MATERIALIZED VIEW m WITH NO DATA")
            #expect(try await refresh(changing, on: connection) == rows(3, 0, 0, of: 3))
            #expect(try await connection.column("SELECT a FROM m ORDER BY a") == [10, 20, 30])
            try await connection.migrate("DROP MATERIALIZED VIEW m")
            await #expect(throws: ViewLookupError.notFound("m", nearest: [])) {
                _ = try await refresh(changing, on: connection)
            }
        }
    }

    @Test("A refresh that changes nothing writes nothing to the database")
    func unchanged() async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        let connection = try await database.connect()
        let other = try await database.connect()
        try await connection.migrate(Self.table + "CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t")
        // It changes when another connection has written. (https://sqlite.org/pragma.html#pragma_data_version)
        let version = try await other.column("PRAGMA data_version")
        #expect(try await refresh(plan(connection), on: connection) == rows(0, 0, 0, of: 3))
        #expect(try await other.column("PRAGMA data_version") == version)
        try await connection.query("UPDATE t SET a = 0")
        #expect(try await refresh(plan(connection), on: connection).changes.inserted == 3)
        #expect(try await other.column("PRAGMA data_version") != version)
        await connection.close()
        await other.close()
    }

    @Test("Whether it is to be concurrent makes no difference", arguments: ConcurrentRefresh.allCases)
    func concurrently(_ wish: ConcurrentRefresh) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.table + "CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA")
            let views = views(connection)
            let settings = RefreshSettings(concurrently: wish)
            let plan = try await views.refreshPlan(for: try await views.named("m"), settings)
            #expect(plan.strategy == .isolated)
            #expect(plan == (try await self.plan(connection)))
        }
    }

    @Test("How much a view holds is counted, and is an error when the view is gone")
    func size() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.table + #"CREATE MATERIALIZED VIEW "a ""b" AS SELECT a FROM t"#)
            let size = try await views(connection).size(of: #"a "b"#)
            #expect(size.rows == .exact(3))
            #expect(size.bytes == (try await connection.tellsSizes ? 4096 : nil))
            #expect(size.state == nil)
            await #expect(throws: ViewLookupError.notFound("b", nearest: [])) {
                _ = try await views(connection).size(of: "b")
            }
        }
    }

    @Test("A refresh that takes longer than it may is interrupted, and the connection is as good as before")
    func timeout() async throws {
        try await withDatabase { connection in
            let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS i FROM n"
            for filled in ["", "UPDATE athanor_materialized_views SET populated = 1;"] {
                try await connection.migrate("CREATE MATERIALIZED VIEW m AS \(endless) WITH NO DATA; \(filled)")
                let plan = try await plan(connection)
                let failure = try await error(DatabaseFailure.self) {
                    let settings = RefreshSettings(statementTimeout: .milliseconds(30))
                    _ = try await refresh(plan, settings, on: connection)
                }
                #expect(failure.kind == .cancelled)
                #expect(failure.message == "it took longer than its limit of 30 ms, and was interrupted")
                #expect(failure.advice?.contains("--statement-timeout") == true)
                // The limit has gone with the transaction: of these steps each would be looked at.
                let long = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)"
                try await connection.query("BEGIN IMMEDIATE")
                #expect(try await connection.column("\(long) SELECT count(*) FROM n") == [20000])
                try await connection.query("COMMIT")
                #expect(try await connection.query("SELECT * FROM athanor_rows_m").isEmpty)
                try await connection.migrate("DROP MATERIALIZED VIEW m")
            }
        }
    }

    @Test("A task that is cancelled during a refresh with a limit is cancelled, not late")
    func cancelling() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE MATERIALIZED VIEW m AS
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS i FROM n WITH NO DATA
                """)
            let plan = try await plan(connection)
            let task = Task {
                try await connection.query("BEGIN IMMEDIATE")
                let views = views(connection)
                _ = try await views.claim(plan.view, RefreshSettings(statementTimeout: .seconds(3600)))
                return try await views.refresh(plan)
            }
            for _ in 0..<20 { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await connection.query("ROLLBACK")
        }
    }
}
