import Athanor
import AthanorSQLite
import AthanorTesting
import Foundation
import Testing

@Suite("A connection")
struct ConnectionTests {
    @Test("binds values to placeholders and gives them back, booleans as integers")
    func values() async throws {
        try await withDatabase { connection in
            let rows = try await connection.query(
                sql: "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e, $6 AS f, $1 AS g",
                ["日本語", 42, 1.5, true, nil, .bytes([0, 255])])
            #expect(rows.first?.columns == ["a", "b", "c", "d", "e", "f", "g"])
            #expect(
                rows.first?.values == ["日本語", 42, 1.5, .integer(1), .null, .bytes([0, 255]), "日本語"])
        }
    }

    @Test("counts the rows that a statement changed or returned, and nothing of an earlier statement")
    func affectedRows() async throws {
        try await withDatabase { connection in
            let results = try await connection.run([
                SQLStatement("CREATE TABLE t (a INTEGER)"),
                SQLStatement("INSERT INTO t VALUES (1), (2), (3)"),
                SQLStatement("CREATE TABLE u (a INTEGER)"),
                SQLStatement("UPDATE t SET a = 0 WHERE a = 9"),
                SQLStatement("SELECT a FROM t"),
                SQLStatement("DELETE FROM t"),
            ])
            #expect(results.map(\.affectedRows) == [0, 3, 0, 0, 3, 3])
            #expect(results[4].map(\.values) == [[1], [2], [3]])
        }
    }

    @Test("stops a batch at the first statement that fails and says which")
    func batch() async throws {
        try await withDatabase { connection in
            let failure = try await error(DatabaseFailure.self) {
                try await connection.run([
                    SQLStatement("CREATE TABLE t (a UNIQUE)"), SQLStatement("INSERT INTO t VALUES (1), (1)"),
                    SQLStatement("CREATE TABLE u (a)"),
                ])
            }
            #expect(failure.indexInBatch == 1)
            #expect(failure.code == "SQLITE_CONSTRAINT_UNIQUE")
            #expect(try await connection.column("SELECT name FROM sqlite_master WHERE type = 'table'") == ["t"])
        }
    }

    @Test("says where a statement is wrong, also after Japanese text")
    func position() async throws {
        try await withDatabase { connection in
            let source = SourceText(path: "versions/1.sql", text: "SELECT 1;\nSELECT '日本語😀', missing")
            let failure = try await error(DatabaseFailure.self) {
                try await connection.query(sql: SQLStatement(source[10..<source.text.utf8.count]))
            }
            #expect(failure.position == 16)
            #expect(failure.code == "SQLITE_ERROR")
            #expect(failure.kind == .statement)
            #expect(failure.explanation.headline == "versions/1.sql:2:16: error: no such column: missing")
        }
    }

    @Test("gives no position for what fails only when it runs")
    func noPosition() async throws {
        try await withDatabase { connection in
            let failure = try await error(DatabaseFailure.self) { try await connection.query("SELECT json('{')") }
            #expect(failure.position == nil)
        }
    }

    @Test(
        "refuses more than one statement",
        arguments: ["SELECT 1; SELECT 2", "SELECT 1; nonsense", "SELECT 1\u{0}; DROP"])
    func trailingText(sql: String) async throws {
        try await withDatabase { connection in
            let failure = try await error(DatabaseFailure.self) { try await connection.query(sql: sql) }
            #expect(failure.code == "SQLITE_MISUSE")
        }
    }

    @Test("refuses placeholders without values")
    func missingValues() async throws {
        try await withDatabase { connection in
            _ = try await error(DatabaseFailure.self) { try await connection.query(sql: "SELECT $1, $2", [1]) }
        }
    }

    @Test("keeps a transaction open from statement to statement")
    func transaction() async throws {
        try await withDatabase { connection in
            try await connection.run([
                SQLStatement("BEGIN IMMEDIATE"), SQLStatement("CREATE TABLE t (a)"), SQLStatement("ROLLBACK"),
            ])
            #expect(try await connection.query("SELECT * FROM sqlite_master").isEmpty)
        }
    }

    @Test("enforces foreign keys")
    func foreignKeys() async throws {
        try await withDatabase { connection in
            try await connection.query("CREATE TABLE p (a PRIMARY KEY)")
            try await connection.query("CREATE TABLE c (a REFERENCES p)")
            let failure = try await error(DatabaseFailure.self) {
                try await connection.query("INSERT INTO c VALUES (1)")
            }
            #expect(failure.code == "SQLITE_CONSTRAINT_FOREIGNKEY")
        }
    }

    @Test("fails after it was closed, and closes twice")
    func closed() async throws {
        try await withDatabase { connection in
            await connection.close()
            await connection.close()
            let failure = try await error(DatabaseFailure.self) { try await connection.query("SELECT 1") }
            #expect(failure.kind == .connectionLost)
        }
    }

    @Test("recognises a statement that refuses a transaction")
    func refusesTransaction() async throws {
        try await withDatabase { connection in
            try await connection.query("BEGIN")
            let failure = try await error(DatabaseFailure.self) { try await connection.query("VACUUM") }
            #expect(failure.kind == .refusesTransaction)
        }
    }

    @Test("leaves the journal mode alone", arguments: ["wal", "delete", "truncate"])
    func journalMode(mode: String) async throws {
        let database = try TemporarySQLiteDatabase()
        defer { database.remove() }
        // The modes other than WAL belong to a session, WAL to the file.
        let first = try await database.connect()
        _ = try await first.query(sql: "PRAGMA journal_mode = \(mode)")
        try await first.migrate("CREATE TABLE t (a); CREATE MATERIALIZED VIEW m AS SELECT a FROM t")
        #expect(try await first.column("PRAGMA journal_mode") == [.text(mode)])
        await first.close()

        let second = try await database.connect()
        try await second.migrate("CREATE TABLE u (a)")
        #expect(try await second.column("PRAGMA journal_mode") == [mode == "wal" ? "wal" : "delete"])
        await second.close()
    }

    @Test("does nothing on ROLLBACK when SQLite has already rolled back")
    func rollbackWithoutTransaction() async throws {
        try await withDatabase { connection in
            try await connection.run([
                SQLStatement("CREATE TABLE t (a PRIMARY KEY)"), SQLStatement("BEGIN"),
                SQLStatement("INSERT INTO t VALUES (1)"),
            ])
            _ = try await error(DatabaseFailure.self) {
                try await connection.query("INSERT OR ROLLBACK INTO t VALUES (1)")
            }
            try await connection.query("ROLLBACK")
            #expect(try await connection.query("SELECT * FROM t").isEmpty)
        }
    }
}
