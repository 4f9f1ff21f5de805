import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("An emulated materialized view")
struct EmulatedViewTests {
    static let usages = """
        CREATE TABLE message_usages (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, created_at TEXT NOT NULL);
        INSERT INTO message_usages (user_id, created_at) VALUES
            (1, '2026-11-21T16:00:00Z'), (1, '2026-11-21T17:00:00Z'), (2, '2026-11-21T14:00:00Z');
        """

    static let daily = """
        DROP MATERIALIZED VIEW IF EXISTS daily_usage_matview CASCADE;
        CREATE MATERIALIZED VIEW daily_usage_matview AS
        SELECT user_id, date(created_at, '+9 hours') AS target_date, COUNT(*) AS usage_count
        FROM message_usages
        GROUP BY user_id, target_date;
        CREATE UNIQUE INDEX idx_daily_usage_user_date ON daily_usage_matview (user_id, target_date);
        """

    private func rows(_ connection: any Connection) async throws -> [[Value]] {
        try await connection.query("SELECT * FROM daily_usage_matview ORDER BY user_id, target_date").map(\.values)
    }

    @Test("is created with its index, read, refreshed and dropped by SQL")
    func life() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.usages)
            try await connection.migrate(Self.daily)
            let old: [[Value]] = [[1, "2026-11-22", 2], [2, "2026-11-21", 1]]
            #expect(try await rows(connection) == old)

            try await connection.query(
                "INSERT INTO message_usages (user_id, created_at) VALUES (2, '2026-11-21T14:30:00Z')")
            #expect(try await rows(connection) == old)
            try await connection.migrate("REFRESH MATERIALIZED VIEW CONCURRENTLY daily_usage_matview")
            #expect(try await rows(connection) == [[1, "2026-11-22", 2], [2, "2026-11-21", 2]])

            try await connection.migrate("DROP MATERIALIZED VIEW IF EXISTS daily_usage_matview")
            #expect(
                try await connection.column("SELECT name FROM sqlite_master ORDER BY name")
                    == [
                        "athanor_materialized_views", "message_usages", "sqlite_autoindex_athanor_materialized_views_1",
                    ])
            #expect(try await connection.column("SELECT count(*) FROM athanor_materialized_views") == [0])
        }
    }

    @Test("takes the same path for typed operations")
    func typed() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.usages)
            try await connection.migrate(
                CreateMaterializedView(
                    MaterializedViewDefinition(
                        "per_user",
                        as: "SELECT user_id, count(*) AS n FROM message_usages GROUP BY user_id; -- per user",
                        columns: ["who"], indexes: [.unique("who"), .index("n", name: "by_count")])))
            #expect(try await connection.query("SELECT who, n FROM per_user").map(\.values) == [[1, 2], [2, 1]])
            let indexes = try await connection.column(
                "SELECT name FROM sqlite_master WHERE tbl_name = 'athanor_rows_per_user' AND type = 'index' ORDER BY name"
            )
            // The count has no type, so that it is shown as an expression.
            #expect(indexes == ["athanor_index_by_count", "by_count", "per_user_who_key"])
            try await connection.migrate(DropMaterializedView(name: "Per_User"))
            let failure = try await error(OperationError.self) {
                try await connection.migrate(DropMaterializedView(name: "per_user"))
            }
            #expect(failure.message == "there is no materialized view \"per_user\"")
            try await connection.migrate(DropMaterializedView(name: "per_user", ifExists: true))
        }
    }

    @Test("is read through its rows' indexes")
    func queryPlan() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.usages + Self.daily)
            let plan = try await connection.query(
                "EXPLAIN QUERY PLAN SELECT usage_count FROM daily_usage_matview WHERE user_id = 1 AND target_date = '2026-11-22'"
            )
            #expect(
                try plan.map { try $0["detail", as: String.self] }.joined().contains(
                    "USING INDEX idx_daily_usage_user_date"))
        }
    }

    @Test(
        "rejects writes",
        arguments: [
            "INSERT INTO daily_usage_matview VALUES (1, '', 1)", "UPDATE daily_usage_matview SET user_id = 1",
            "DELETE FROM daily_usage_matview",
        ])
    func writes(sql: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.usages + Self.daily)
            let failure = try await error(DatabaseFailure.self) { try await connection.query(sql: sql) }
            #expect(failure.message == "cannot change materialized view \"daily_usage_matview\"")
            #expect(failure.detail == "SQLite says: cannot modify daily_usage_matview because it is a view")
        }
    }

    @Test("leaves the refusal of a write to another view as SQLite words it")
    func writesElsewhere() async throws {
        try await withDatabase { connection in
            try await connection.query("CREATE VIEW v AS SELECT 1 AS a")
            for script in ["SELECT 1", "CREATE MATERIALIZED VIEW m AS SELECT 1"] {
                try await connection.migrate(script)
                let failure = try await error(DatabaseFailure.self) { try await connection.query("DELETE FROM v") }
                #expect(failure.message == "cannot modify v because it is a view")
            }
        }
    }

    @Test("refuses by name what SQLite's have not, before anything runs")
    func properties() throws {
        let op = Operations(databaseKind: SQLite().kind)
        let refused: [(CreateMaterializedView, String)] = [
            (op.createMaterializedView("m", as: "SELECT 1", tablespace: "fast"), "a tablespace"),
            (op.createMaterializedView("m", as: "SELECT 1", storage: ["fillfactor": 70]), "storage parameters"),
            (op.createMaterializedView("m", as: "SELECT 1", method: "heap"), "an access method"),
            (op.createMaterializedView("m", as: "SELECT 1", comment: "mine"), "a comment"),
            (
                op.createMaterializedView("m", as: "SELECT 1", grants: [.grant(.select, to: [.role("reader")])]),
                "grants"
            ),
            (op.createMaterializedView("m", as: "SELECT 1", owner: .role("me")), "an owner"),
        ]
        for (operation, feature) in refused {
            let refusal = #expect(throws: OperationError.self) { try operation.lower(for: SQLite()) }
            #expect(refusal?.message == "materialized view \"m\" has \(feature), which SQLite does not have")
        }
    }

    @Test("follows renames of the tables and columns that it reads")
    func renames() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.usages)
            try await connection.migrate(
                "CREATE MATERIALIZED VIEW m AS SELECT user_id, count(*) AS n FROM message_usages GROUP BY user_id")
            try await connection.migrate(
                """
                ALTER TABLE message_usages RENAME COLUMN user_id TO account;
                ALTER TABLE message_usages RENAME TO usages;
                INSERT INTO usages (account, created_at) VALUES (3, '');
                REFRESH MATERIALIZED VIEW m;
                """)
            #expect(
                try await connection.query("SELECT user_id, n FROM m").map(\.values) == [[1, 2], [2, 1], [3, 1]])
        }
    }

    @Test("keeps types as the query gives them, so that comparisons go as in the tables")
    func types() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (code VARCHAR(5), n INTEGER, d DATETIME);
                INSERT INTO t VALUES ('007', 7, '2026');
                CREATE MATERIALIZED VIEW m AS SELECT code, n, d, '1' || '0' AS e FROM t;
                """)
            let sql = "SELECT code = 7, typeof(code), n = '7', typeof(e) FROM "
            let fromTable = try await connection.query(sql: sql + "(SELECT code, n, '1' || '0' AS e FROM t)")
            #expect(try await connection.query(sql: sql + "m").map(\.values) == fromTable.map(\.values))
            #expect(
                try await connection.column("SELECT type FROM pragma_table_info('m')").prefix(3)
                    == ["VARCHAR(5)", "INTEGER", "DATETIME"])
        }
    }

    @Test("can be made without data; reading it is then an error, as in PostgreSQL, until it is refreshed")
    func unpopulated() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.usages)
            try await connection.migrate(
                """
                CREATE MATERIALIZED VIEW "it's" AS SELECT user_id FROM message_usages WITH NO DATA;
                CREATE VIEW reader AS SELECT * FROM "it's";
                """)
            for sql in [#"SELECT * FROM "it's""#, "SELECT count(*) FROM reader"] {
                let failure = try await error(DatabaseFailure.self) { try await connection.query(sql: sql) }
                #expect(failure.message == #"materialized view "it's" has not been populated"#)
                #expect(failure.hint == "Use the REFRESH MATERIALIZED VIEW command.")
            }
            // Whatever else there is in the database can be altered meanwhile.
            try await connection.migrate(
                "CREATE TABLE t (a, b); ALTER TABLE t RENAME TO u; ALTER TABLE u DROP COLUMN b")
            try await connection.migrate(#"REFRESH MATERIALIZED VIEW "it's""#)
            #expect(try await connection.column("SELECT count(*) FROM reader") == [3])
            try await connection.migrate(#"REFRESH MATERIALIZED VIEW "it's" WITH NO DATA"#)
            _ = try await error(DatabaseFailure.self) { try await connection.query("SELECT count(*) FROM reader") }
        }
    }

    @Test("takes names in all quotes, column lists, parentheses and main")
    func names() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                #"""
                CREATE MATERIALIZED VIEW IF NOT EXISTS main."a ""b"" 日本" ([x y], `z``z`) AS (SELECT 1, 2) WITH DATA;
                CREATE INDEX "i ""1""" ON "A ""B"" 日本" ("x y" DESC) WHERE [x y] > 0;
                CREATE MATERIALIZED VIEW IF NOT EXISTS "A ""b"" 日本" AS SELECT 3;
                REFRESH MATERIALIZED VIEW `a "b" 日本`;
                """#)
            let rows = try await connection.query(sql: #"SELECT "x y", "z`z" FROM "a ""b"" 日本""#)
            #expect(rows.map(\.values) == [[1, 2]])
            try await connection.migrate(#"DROP MATERIALIZED VIEW [a "b" 日本] RESTRICT"#)
            #expect(try await connection.column("SELECT count(*) FROM sqlite_master WHERE name LIKE '%日本%'") == [0])
        }
    }

    @Test("leaves indexes on tables and other statements as they are")
    func passingThrough() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (a); CREATE INDEX IF NOT EXISTS main.j ON t (a) WHERE a > 1"
            )
            #expect(
                try await connection.column("SELECT name FROM sqlite_master WHERE tbl_name = 't' AND type = 'index'")
                    == ["i", "j"])
        }
    }

    @Test("survives a SELECT * whose table gets a column with a clear error, and a rename without")
    func star() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                "CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT * FROM t")
            try await connection.migrate("ALTER TABLE t RENAME COLUMN a TO b; REFRESH MATERIALIZED VIEW m")
            #expect(try await connection.column("SELECT a FROM m") == [1])
            try await connection.migrate("ALTER TABLE t ADD COLUMN c; ALTER TABLE t RENAME TO u")
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate("REFRESH MATERIALIZED VIEW m")
            }
            #expect(failure.message == "materialized view \"m\" has 1 columns, and its query now gives 2")
            #expect(try await connection.column("SELECT a FROM m") == [1])
        }
    }

    @Test("is created anew over what DROP VIEW left of it")
    func dropView() async throws {
        try await withDatabase { connection in
            let create = "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;"
            try await connection.migrate(create + "DROP VIEW m;" + create)
            #expect(try await connection.column("SELECT a FROM m") == [1])
            try await connection.migrate("DROP VIEW m; DROP MATERIALIZED VIEW m")
            #expect(
                try await connection.column(
                    "SELECT name FROM sqlite_master WHERE name LIKE 'athanor!_rows%' ESCAPE '!'") == [])
        }
    }
}
