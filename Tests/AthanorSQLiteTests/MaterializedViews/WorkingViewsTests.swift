import Athanor
import AthanorSQLite
import Testing

@Suite("What views read is not taken away from them")
struct WorkingViewsTests {
    private static let schema = """
        CREATE TABLE t (a INTEGER PRIMARY KEY, b, c);
        INSERT INTO t VALUES (1, 2, 3), (4, 5, 6);
        CREATE VIEW d AS SELECT a, b FROM t;
        CREATE VIEW w AS SELECT b FROM d;
        CREATE MATERIALIZED VIEW m AS SELECT a, b FROM d;
        CREATE MATERIALIZED VIEW alone AS SELECT a, b FROM t;
        """

    private static func contents(_ connection: any Connection) async throws -> [Value] {
        try await connection.column(
            "SELECT sql FROM sqlite_schema UNION ALL SELECT 'm ' || a || b FROM m UNION ALL SELECT 't ' || a FROM t")
    }

    @Test(
        "by whatever statements of a revision",
        arguments: [
            ("ALTER TABLE t RENAME TO t2; DROP TABLE t2;", ["view \"d\"", "materialized view \"m\"", "\"alone\""]),
            (
                "DROP MATERIALIZED VIEW m; DROP VIEW w; DROP VIEW d; DROP TABLE t; "
                    + "ALTER MATERIALIZED VIEW alone RENAME TO other;",
                ["table \"t\" cannot be dropped because materialized view \"other\""]
            ),
            (
                "CREATE TABLE tn (a); INSERT INTO tn SELECT a FROM t; DROP TABLE t; ALTER TABLE tn RENAME TO t;",
                ["materialized view \"m\"", "no such column: b"]
            ),
            ("DROP TABLE t; CREATE TABLE t (zzz);", ["materialized view \"alone\"", "no such column: a"]),
            ("DROP VIEW d;", ["view \"d\" cannot be dropped because view \"w\", materialized view \"m\""]),
            (
                "CREATE OR REPLACE VIEW d AS SELECT a FROM t;",
                ["view \"w\", materialized view \"m\" would no longer work"]
            ),
            (
                "DROP MATERIALIZED VIEW m; CREATE OR REPLACE VIEW d AS SELECT a FROM t;",
                ["view \"w\" would no longer work: no such column: b"]
            ),
            ("DROP VIEW d; CREATE VIEW d AS SELECT a FROM t;", ["view \"w\", materialized view \"m\""]),
        ])
    func refused(script: String, words: [String]) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            let before = try await Self.contents(connection)
            let failure = try await error(OperationError.self) { try await connection.migrate(script) }
            for word in words { #expect(failure.message.contains(word), "\(failure.message)") }
            #expect(try await Self.contents(connection) == before)
            #expect(try await connection.column("SELECT name FROM sqlite_temp_schema") == [])
        }
    }

    @Test(
        "by writing to the schema, or to Athanor's table of materialized views",
        arguments: [
            (
                "PRAGMA writable_schema = 1; DELETE FROM sqlite_master WHERE name = 't';",
                "table \"t\" cannot be dropped"
            ),
            (
                "PRAGMA writable_schema = 1; DELETE FROM \"SQLITE_SCHEMA\" WHERE name = 'athanor_rows_m';",
                "materialized view \"m\" is damaged"
            ),
            ("DELETE FROM athanor_materialized_views;", "would no longer be a materialized view"),
            (
                "WITH x AS (SELECT 'm' AS n) DELETE FROM main.[Athanor_Materialized_Views] WHERE name IN (SELECT n FROM x)",
                "\"m\" would no longer be a materialized view"
            ),
            ("UPDATE athanor_materialized_views SET name = 'other' WHERE name = 'm'", "\"m\" would no longer be"),
            ("DROP TABLE athanor_materialized_views;", "is a metadata table of Athanor"),
            ("ALTER TABLE main.\"ATHANOR_materialized_views\" RENAME TO x;", "is a metadata table of Athanor"),
            ("DROP TABLE IF EXISTS Athanor_Log;", "is a metadata table of Athanor"),
        ])
    func written(script: String, words: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            let before = try await Self.contents(connection)
            let failure = try await error(OperationError.self) { try await connection.migrate(script) }
            #expect(failure.message.contains(words), "\(failure.message)")
            #expect(try await Self.contents(connection) == before)
            #expect(try await connection.column("SELECT count(*) FROM athanor_materialized_views") == [2])
        }
    }

    @Test("and views are dropped, made again and renamed beside what reads the schema")
    func schemaRead() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            try await connection.migrate(
                """
                CREATE TABLE names AS SELECT name FROM sqlite_master;
                DROP MATERIALIZED VIEW m;
                ALTER MATERIALIZED VIEW alone RENAME TO other;
                CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
                """)
            #expect(
                try await connection.column("SELECT name FROM athanor_materialized_views ORDER BY 1") == ["m", "other"])
            #expect(try await connection.column("SELECT a FROM m") == [1, 4])
        }
    }

    @Test("by code of a revision")
    func code() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            let failure = try await error(OperationError.self) {
                try await connection.migrate { op in
                    op.run("drop") { try await $0.query("DROP VIEW d") }
                }
            }
            #expect(
                failure.message.contains("view \"d\" cannot be dropped because view \"w\", materialized view \"m\""))
        }
    }

    @Test(
        "but may change where they work at the end",
        arguments: [
            "DROP TABLE t; CREATE TABLE t (b, a, more); REFRESH MATERIALIZED VIEW m; REFRESH MATERIALIZED VIEW alone;",
            "CREATE OR REPLACE VIEW d AS SELECT a FROM t; CREATE OR REPLACE VIEW w AS SELECT a FROM d; "
                + "CREATE OR REPLACE VIEW d AS SELECT a, c AS b FROM t;",
            "DROP VIEW d; CREATE VIEW d AS SELECT b, a FROM t;",
            "DROP MATERIALIZED VIEW alone; DROP MATERIALIZED VIEW m; DROP VIEW w; DROP VIEW d; DROP TABLE t;",
            "DROP MATERIALIZED VIEW alone; DROP MATERIALIZED VIEW m; DROP TABLE t;",
            "DROP MATERIALIZED VIEW m; DROP VIEW d;",
            "DROP TABLE t; CREATE OR REPLACE MATERIALIZED VIEW alone AS SELECT 1 AS a, 2 AS b; DROP MATERIALIZED VIEW m; "
                + "DROP VIEW w; DROP VIEW d;",
            "ALTER TABLE t RENAME TO t2; ALTER MATERIALIZED VIEW m RENAME TO m2; CREATE VIEW early AS SELECT x FROM later;",
        ])
    func allowed(script: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            try await connection.migrate(script)
        }
    }

    @Test(
        "and no materialized view reads itself in the end",
        arguments: [
            "CREATE OR REPLACE VIEW d AS SELECT a, 1 AS b FROM m;",
            "DROP VIEW d; CREATE VIEW d AS SELECT a, 1 AS b FROM m;",
            "CREATE OR REPLACE VIEW d AS SELECT a, 1 AS b FROM over; ",
            "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT a, b FROM over;",
        ])
    func circles(script: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema + "CREATE VIEW over AS SELECT a, b FROM m;")
            let failure = try await error(OperationError.self) { try await connection.migrate(script) }
            #expect(failure.message == "materialized view \"m\" would read itself, directly or through others")
        }
    }

    @Test("and a view that is broken already keeps nothing from being dropped")
    func brokenBefore() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (a, b);
                CREATE TABLE b (x);
                CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
                CREATE VIEW broken AS SELECT * FROM nowhere;
                CREATE TABLE gone (x);
                CREATE VIEW over AS SELECT x FROM b;
                """)
            try await connection.migrate("DROP VIEW over; DROP TABLE b; DROP TABLE gone;")
            try await connection.migrate("CREATE TABLE b (x); CREATE VIEW over AS SELECT x FROM b;")
            // What merely has a column of the name does not go with it.
            try await connection.migrate { op in op.dropTable("b", dependents: .cascade) }
            #expect(
                try await connection.column("SELECT name FROM sqlite_schema WHERE name IN ('m', 'over', 'b')") == ["m"])
        }
    }

    @Test(
        "nor is a materialized view dropped as a view",
        arguments: ["DROP VIEW m;", "DROP VIEW IF EXISTS main.\"M\"; CREATE VIEW m AS SELECT a, b, 42 AS new FROM t;"])
    func droppedAsView(script: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            let failure = try await error(OperationError.self) { try await connection.migrate("SELECT 1;\n" + script) }
            #expect(failure.message.hasPrefix("\"m\" is a materialized view, not a view"))
            #expect(failure.place?.line == 2)
            #expect(failure.advice == "Write DROP MATERIALIZED VIEW \"m\";")
            #expect(try await connection.column("SELECT a FROM m") == [1, 4])
        }
    }

    @Test(
        "and no object of the user's gives way to one of Athanor's",
        arguments: [
            "CREATE TABLE athanor_rows_new (x); INSERT INTO athanor_rows_new VALUES (7);",
            "CREATE VIEW \"Athanor_Definition_New\" AS SELECT 7 AS x;",
            "CREATE TABLE athanor_definition_new (x);", "CREATE VIEW athanor_rows_new AS SELECT 7 AS x;",
        ])
    func names(taking: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema + taking)
            let before = try await Self.contents(connection)
            for statement in [
                "CREATE MATERIALIZED VIEW new AS SELECT a FROM t", "ALTER MATERIALIZED VIEW m RENAME TO new",
                "CREATE OR REPLACE MATERIALIZED VIEW NEW AS SELECT a FROM t",
            ] {
                let failure = try await error(OperationError.self) { try await connection.migrate(statement) }
                #expect(failure.message.lowercased().contains("needs for its"))
            }
            #expect(try await Self.contents(connection) == before)
        }
    }
}
