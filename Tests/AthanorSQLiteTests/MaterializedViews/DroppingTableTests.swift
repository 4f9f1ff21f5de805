import Athanor
import AthanorSQLite
import Testing

@Suite("Dropping a table that a materialized view reads")
struct DroppingTableTests {
    private static let schema = """
        CREATE TABLE t (a, b);
        INSERT INTO t VALUES (1, 2);
        CREATE VIEW through AS SELECT a FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT a FROM through;
        CREATE TABLE unread (a);
        """

    @Test(
        "is refused with all that reads it named, in SQL and as an operation",
        arguments: [
            "DROP TABLE t", "DROP TABLE IF EXISTS main.T", "DROP TABLE unread; DROP TABLE \"t\"",
        ])
    func refused(statement: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            let failure = try await error(OperationError.self) { try await connection.migrate("\(statement);") }
            #expect(
                failure.message.contains(
                    "table \"t\" cannot be dropped because view \"through\", materialized view \"m\""))
            #expect(try await connection.column("SELECT a FROM m") == [1])
            #expect(try await connection.column("SELECT count(*) FROM t, unread") == [0])
            #expect(try await connection.column("SELECT name FROM sqlite_temp_schema") == [])
            let again = try await error(OperationError.self) {
                try await connection.migrate { op in op.dropTable("t") }
            }
            #expect(again.message == failure.message)
        }
    }

    @Test(
        "works where the table is there again at the end, or its readers are gone",
        arguments: [
            "CREATE TABLE t_new (a, b); DROP TABLE t; ALTER TABLE t_new RENAME TO t;",
            "DROP TABLE t; CREATE TABLE t (a);", "DROP TABLE t; CREATE VIEW t AS SELECT 5 AS a;",
            "DROP TABLE t; DROP MATERIALIZED VIEW m;", "DROP MATERIALIZED VIEW m; DROP TABLE t;",
            "DROP TABLE unread;", "CREATE TEMP TABLE t (x); DROP TABLE temp.t;",
        ])
    func allowed(script: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            try await connection.migrate(script)
        }
    }

    @Test("goes with all views that read it where that is asked for")
    func cascade() async throws {
        try await withDatabase { connection in
            try await connection.migrate(Self.schema)
            try await connection.migrate { op in op.dropTable("t", dependents: .cascade) }
            #expect(
                try await connection.column(
                    "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'athanor_mat%' AND name NOT LIKE 'sqlite%'")
                    == ["unread"])
            #expect(try await connection.column("SELECT count(*) FROM athanor_materialized_views") == [0])
        }
    }
}
