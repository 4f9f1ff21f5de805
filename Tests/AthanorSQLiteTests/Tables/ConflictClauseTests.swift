import Athanor
import AthanorSQLite
import Foundation
import Testing

/// Tables that say themselves what becomes of a row which breaks a constraint.
@Suite("Conflict clauses of tables")
struct ConflictClauseTests {
    private static let clauses = ["REPLACE", "IGNORE", "FAIL", "ROLLBACK", "ABORT"]

    private func refused(
        _ script: String, on connection: any Connection, _ body: (Operations) -> any MigrationOperation
    ) async throws -> DatabaseFailure {
        try await connection.migrate(script)
        let before = try await connection.query("SELECT * FROM t ORDER BY 1").map(\.values)
        let sql = try await connection.column("SELECT sql FROM sqlite_schema ORDER BY name")
        let failure = try await error(DatabaseFailure.self) {
            try await connection.migrate { body($0) }
        }
        #expect(failure.code.hasPrefix("SQLITE_CONSTRAINT"))
        #expect(try await connection.query("SELECT * FROM t ORDER BY 1").map(\.values) == before)
        #expect(try await connection.column("SELECT sql FROM sqlite_schema ORDER BY name") == sql)
        return failure
    }

    @Test("a rebuild that would join rows is refused, whatever the constraint says", arguments: clauses)
    func unique(_ clause: String) async throws {
        for constraint in ["v TEXT UNIQUE ON CONFLICT \(clause)", "v TEXT, UNIQUE (v) ON CONFLICT \(clause)"] {
            try await withDatabase { connection in
                let script = """
                    CREATE TABLE t (id INTEGER PRIMARY KEY, \(constraint));
                    INSERT INTO t VALUES (1, 'x'), (2, 'X'), (3, 'y');
                    """
                let failure = try await refused(script, on: connection) {
                    $0.alterColumn("v", of: "t", .type(.text, collation: "NOCASE"))
                }
                #expect(failure.message.contains("UNIQUE constraint failed: t.v"))
            }
            try await withDatabase { connection in
                let script = """
                    CREATE TABLE t (id INTEGER PRIMARY KEY, \(constraint));
                    INSERT INTO t VALUES (1, '1'), (2, '1.0'), (3, 'y');
                    """
                _ = try await refused(script, on: connection) { $0.alterColumn("v", of: "t", .type(.numeric)) }
            }
        }
    }

    @Test("a rebuild that would lose a row for want of a value is refused", arguments: clauses)
    func notNull(_ clause: String) async throws {
        try await withDatabase { connection in
            let script = """
                CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL ON CONFLICT \(clause) DEFAULT 7);
                INSERT INTO t VALUES (1, '1'), (2, 'x'), (3, '3');
                """
            _ = try await refused(script, on: connection) {
                $0.alterColumn(
                    "v", of: "t", .type(.integer, using: "CASE WHEN v GLOB '[0-9]*' THEN CAST(v AS INTEGER) END"))
            }
        }
    }

    @Test("a rebuild keeps the rows and the clauses where nothing conflicts", arguments: clauses)
    func kept(_ clause: String) async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT \(clause), v TEXT NOT NULL ON CONFLICT \(clause)
                    DEFAULT 'd' UNIQUE ON CONFLICT \(clause), w TEXT);
                INSERT INTO t VALUES (1, 'x', 1), (2, 'X', 2), (3, 'y', 3);
                """)
            try await connection.migrate { $0.alterColumn("w", of: "t", .type(.integer), .notNull) }
            #expect(
                try await connection.query("SELECT * FROM t ORDER BY id").map(\.values)
                    == [[1, "x", 1], [2, "X", 2], [3, "y", 3]])
            let sql = try await connection.column("SELECT sql FROM sqlite_schema WHERE name = 't'")
            guard case .text(let text)? = sql.first else { return }
            #expect(text.components(separatedBy: "ON CONFLICT \(clause)").count == 4)
        }
    }

    @Test("op.bulkInsert says so when a row clashes, and loses none", arguments: clauses)
    func bulkInsert(_ clause: String) async throws {
        try await withDatabase { connection in
            let script = """
                CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE ON CONFLICT \(clause));
                INSERT INTO t VALUES (1, 'x');
                """
            let failure = try await refused(script, on: connection) {
                $0.bulkInsert("t", columns: ["id", "v"], rows: [[2, "y"], [3, "x"]])
            }
            #expect(failure.message.contains("in row 2"))
            #expect(failure.advice?.contains("op.execute") == true)
        }
    }

    @Test("statements of triggers keep their own clauses where the table has none")
    func triggers() async throws {
        try await withDatabase { connection in
            try await connection.migrate(
                """
                CREATE TABLE t (v TEXT);
                CREATE TABLE seen (v TEXT PRIMARY KEY, count INTEGER);
                CREATE TRIGGER counted AFTER INSERT ON t BEGIN
                    INSERT OR IGNORE INTO seen VALUES (new.v, 0);
                    UPDATE seen SET count = count + 1 WHERE v = new.v;
                END;
                """)
            try await connection.migrate { $0.bulkInsert("t", columns: ["v"], rows: [["a"], ["a"], ["b"]]) }
            #expect(
                try await connection.query("SELECT * FROM seen ORDER BY v").map(\.values) == [["a", 2], ["b", 1]])
        }
    }
}
