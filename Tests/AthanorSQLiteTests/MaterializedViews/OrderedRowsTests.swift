import Athanor
import AthanorSQLite
import Testing

@Suite("The order that a definition asks for")
struct OrderedRowsTests {
    @Test(
        "is that of the rows after each refresh",
        arguments: [
            "SELECT a, b FROM t ORDER BY b DESC LIMIT 3", "SELECT a, b FROM t ORDER BY b",
            "SELECT a, b FROM t UNION ALL SELECT -a, b + 1 FROM t ORDER BY 2 DESC, 1",
            "WITH q AS (SELECT a, b FROM t ORDER BY b) SELECT a, b FROM q ORDER BY abs(25 - b)",
            "SELECT * FROM (SELECT a, b FROM t ORDER BY b DESC)", "SELECT a, b FROM ((SELECT a, b FROM t ORDER BY b))",
            "WITH q AS (SELECT a, b FROM t ORDER BY b DESC) SELECT a, b FROM q",
        ], ["", "CREATE UNIQUE INDEX k ON m (a);", "CREATE INDEX i ON m (b);"])
    func ordered(query: String, index: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a INTEGER PRIMARY KEY, b);
                INSERT INTO t VALUES (1, 20), (2, 30), (3, 10);
                CREATE VIEW p AS \(query);
                CREATE MATERIALIZED VIEW m AS \(query);
                \(index)
                """)
            let changes = [
                "INSERT INTO t VALUES (4, 99)", "UPDATE t SET b = 5 WHERE a = 2", "DELETE FROM t WHERE a = 1",
                "UPDATE t SET b = -b", "SELECT 1", "DELETE FROM t",
            ]
            for change in changes {
                try await connection.query(sql: "\(change)")
                try await connection.migrate("REFRESH MATERIALIZED VIEW m")
                // The numbers of the rows, since SQLite may read an index instead.
                let rows = try await connection.column("SELECT a || ' ' || b FROM athanor_rows_m ORDER BY rowid")
                #expect(try await connection.column("SELECT a || ' ' || b FROM p") == rows, "\(change)")
            }
        }
    }

    @Test("is none where only a window or a value is ordered: then no row moves")
    func otherOrders() async throws {
        for query in [
            "SELECT a, b, min(0) OVER (ORDER BY b) AS n FROM t",
            "SELECT a, b, min(0) OVER w AS n FROM t WINDOW w AS (ORDER BY b)",
            "SELECT a, b, (SELECT 7 FROM t ORDER BY b LIMIT 1) AS n FROM t",
        ] {
            try await withDatabase { connection in
                try await connection.migrate(
                    """
                    CREATE TABLE t (a INTEGER PRIMARY KEY, b);
                    INSERT INTO t VALUES (1, 10), (2, 20), (4, 40);
                    CREATE MATERIALIZED VIEW m AS \(query);
                    INSERT INTO t VALUES (3, 5);
                    REFRESH MATERIALIZED VIEW m;
                    """)
                #expect(try await connection.column("SELECT a FROM athanor_rows_m ORDER BY rowid") == [1, 2, 4, 3])
            }
        }
    }

    @Test("counts only the rows that differ as changed")
    func counted() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a INTEGER PRIMARY KEY, b);
                INSERT INTO t VALUES (1, 20), (2, 30), (3, 10);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t ORDER BY b DESC;
                INSERT INTO t VALUES (4, 99);
                """)
            let views = connection.module.materializedViews(on: connection)
            let plan = try await views.refreshPlan(for: try await views.named("m"), RefreshSettings())
            try await connection.query("BEGIN IMMEDIATE")
            let refreshed = try await views.refresh(plan)
            try await connection.query("COMMIT")
            #expect(refreshed.written.changes == RowChanges(inserted: 1, updated: 0, deleted: 0))
            #expect(try await connection.column("SELECT a FROM m") == [4, 2, 1, 3])
        }
    }
}
