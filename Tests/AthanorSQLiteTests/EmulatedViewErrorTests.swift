import Athanor
import AthanorSQLite
import AthanorTesting
import Testing

@Suite("Errors about emulated materialized views")
struct EmulatedViewErrorTests {
    /// What a failing script is shown as: the headline of its error.
    private func headline(_ connection: any Connection, _ script: String) async throws -> String {
        do {
            try await connection.migrate(script)
        } catch let error as any ExplainedError {
            return error.explanation.headline
        }
        return "no error"
    }

    @Test(
        "stand at their exact place in the revision",
        arguments: [
            (
                "SELECT 1;\nCREATE MATERIALIZED VIEW m AS\nSELECT '日本', missing FROM t;",
                "3:14: error: no such column: missing"
            ),
            ("CREATE MATERIALIZED VIEW m AS\n  SELECT a FROM t WHER a = 1", "2:24: error: near \"a\": syntax error"),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT a FROM t;\nCREATE INDEX i ON m (a, 日);",
                "2:25: error: no such column: 日"
            ),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT a FROM t;\nCREATE INDEX i ON m USING btree (a);",
                "2:21: error: near \"USING\": syntax error"
            ),
            ("CREATE MATERIALIZED VIEW m USING heap AS SELECT 1", "1:28: error: AS and a query were expected here"),
            ("CREATE MATERIALIZED VIEW m AS", "1:30: error: the query is missing"),
            ("CREATE MATERIALIZED VIEW m (a, b) AS SELECT 1", "1:1: error: 2 columns are named, and the query gives 1"),
            (
                "CREATE MATERIALIZED VIEW other.m AS SELECT 1",
                "1:26: error: SQLite has no schema \"other\" for the materialized view \"m\""
            ),
            ("SELECT 1; CREATE MATERIALIZED VIEW t AS SELECT 1", "1:11: error: there is already a table \"t\""),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT 1; CREATE MATERIALIZED VIEW M AS SELECT 1",
                "1:41: error: there is already a materialized view \"m\""
            ),
            ("REFRESH MATERIALIZED VIEW nothing", "1:27: error: there is no materialized view \"nothing\""),
            (
                "REFRESH MATERIALIZED VIEW CONCURRENTLY t WITH NO DATA",
                "1:42: error: CONCURRENTLY and WITH NO DATA exclude each other"
            ),
            (
                "CREATE OR REPLACE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1",
                "1:37: error: OR REPLACE and IF NOT EXISTS exclude each other"
            ),
            ("CREATE OR REPLACE MATERIALIZED VIEW t AS SELECT 1", "1:1: error: there is already a table \"t\""),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT 1;\nCREATE OR REPLACE MATERIALIZED VIEW m AS SELECT missing FROM t",
                "2:49: error: no such column: missing"
            ),
            ("ALTER MATERIALIZED VIEW nothing RENAME TO m", "1:25: error: there is no materialized view \"nothing\""),
            (
                "ALTER MATERIALIZED VIEW IF EXISTS t RENAME TO m",
                "1:35: error: \"t\" is a table, not a materialized view"
            ),
            (
                "ALTER MATERIALIZED VIEW m SET SCHEMA other",
                "1:27: error: SQLite has no ALTER MATERIALIZED VIEW … SET SCHEMA: only RENAME is possible"
            ),
            (
                "ALTER MATERIALIZED VIEW m OWNER TO me",
                "1:27: error: SQLite has no ALTER MATERIALIZED VIEW … OWNER TO: only RENAME is possible"
            ),
            ("ALTER MATERIALIZED VIEW m RENAME TO", "1:36: error: a name is missing"),
            ("ALTER MATERIALIZED VIEW m RENAME a b", "1:36: error: TO was expected here"),
            ("ALTER MATERIALIZED VIEW m RENAME TO n o", "1:39: error: \"o\" was not expected here"),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; ALTER MATERIALIZED VIEW m RENAME TO T",
                "1:70: error: there is already a table \"t\""
            ),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; ALTER MATERIALIZED VIEW m RENAME b TO c",
                "1:70: error: materialized view \"m\" has no column \"b\""
            ),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a, 2 AS b; ALTER MATERIALIZED VIEW m RENAME b TO A",
                "1:78: error: materialized view \"m\" has a column \"A\" already"
            ),
            ("DROP MATERIALIZED VIEW nothing", "1:24: error: there is no materialized view \"nothing\""),
            ("DROP MATERIALIZED VIEW IF EXISTS t", "1:34: error: \"t\" is a table, not a materialized view"),
            ("DROP MATERIALIZED VIEW IF EXISTS t NOW", "1:36: error: \"NOW\" was not expected here"),
        ])
    func places(script: String, expected: String) async throws {
        try await withDatabase { connection in
            try await connection.query("CREATE TABLE t (a)")
            #expect(try await headline(connection, script) == "versions/1.sql:" + expected)
            #expect(try await connection.column("SELECT name FROM sqlite_master") == ["t"])
        }
    }

    @Test("show the place in the query of a typed operation")
    func typed() async throws {
        try await withDatabase { connection in
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate(
                    CreateMaterializedView(MaterializedViewDefinition("m", as: "SELECT 1,\n  missing")))
            }
            #expect(failure.explanation.headline == "materialized view m:2:3: error: no such column: missing")
        }
    }

    @Test(
        "refuse a typed operation whose query is empty or more than one statement",
        arguments: ["", " -- ;", "SELECT 1; SELECT 2"])
    func typedQuery(query: String) async throws {
        try await withDatabase { connection in
            _ = try await error(OperationError.self) {
                try await connection.migrate(CreateMaterializedView(MaterializedViewDefinition("m", as: .sql(query))))
            }
        }
    }

    @Test("name the view when its rows are not unique, at a refresh and at a new index")
    func duplicates() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                INSERT INTO t VALUES (1, 1), (1, 2);
                CREATE MATERIALIZED VIEW "m.n" AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX i ON "m.n" (a, b);
                """)
            try await connection.query("INSERT INTO t VALUES (1, 2)")
            let refreshing = try await error(DatabaseFailure.self) {
                try await connection.migrate(#"REFRESH MATERIALIZED VIEW "m.n""#)
            }
            #expect(refreshing.message == #"the rows of materialized view "m.n" are not unique in (a, b)"#)
            #expect(try await connection.column(#"SELECT count(*) FROM "m.n""#) == [2])
            let indexing = try await error(DatabaseFailure.self) {
                try await connection.migrate(#"CREATE UNIQUE INDEX j ON "m.n" (a)"#)
            }
            #expect(indexing.message == #"the rows of materialized view "m.n" are not unique in (a)"#)
            #expect(indexing.code == "SQLITE_CONSTRAINT_UNIQUE")
        }
    }

    @Test("a table altered under a materialized view is told by the view's name")
    func altered() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b, c);
                CREATE TABLE u (b);
                CREATE MATERIALIZED VIEW "a: b" AS SELECT t.b, c FROM t;
                CREATE VIEW "v: w" AS SELECT * FROM "a: b";
                """)
            let failure = try await error(DatabaseFailure.self) {
                try await connection.migrate("ALTER TABLE t DROP COLUMN b")
            }
            #expect(
                failure.message
                    == "materialized view \"a: b\" would no longer work after drop column: no such column: t.b")
        }
    }

    @Test("duplicates are told by the view's name, whatever it begins with, and in expressions too")
    func duplicatesByName() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                INSERT INTO t VALUES (1, 'x');
                CREATE MATERIALIZED VIEW "\u{301}x" AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX u ON "\u{301}x" (a, b);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                CREATE UNIQUE INDEX f1 ON m (lower(b));
                INSERT INTO t VALUES (1, 'x'), (2, 'X');
                """)
            let views = connection.module.materializedViews(on: connection)
            for (name, problem) in [("\u{301}x", "(a, b)"), ("m", "the expressions of index \"f1\"")] {
                let plan = try await views.refreshPlan(for: try await views.named("\"\(name)\""), RefreshSettings())
                try await connection.query("BEGIN IMMEDIATE")
                let failure = try await error(DatabaseFailure.self) { _ = try await views.refresh(plan) }
                try await connection.query("ROLLBACK")
                #expect(failure.message == "the rows of materialized view \"\(name)\" are not unique in \(problem)")
                #expect(!Explanation(of: failure).notes.contains { $0.label == "STATEMENT" })
            }
        }
    }

    @Test("a temporary table of the revision is none that the query reads")
    func temporaryTable() async throws {
        try await withDatabase { connection in
            try await connection.migrate("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2);")
            try await connection.migrate(
                "CREATE TEMP TABLE t (other); CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t; DROP TABLE temp.t;")
            #expect(try await connection.column("SELECT b FROM m") == [2])
        }
    }
}
