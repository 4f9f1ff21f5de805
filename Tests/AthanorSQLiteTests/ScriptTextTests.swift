import Athanor
import Testing

@testable import AthanorSQLite

/// Statements as the sqlite3 shell takes them.
@Suite struct ScriptTextTests {
    @Test("Values are written out in the place of their placeholders")
    func valuesReplaceTheirPlaceholders() {
        let statement = SQLStatement(
            "SELECT $1, '$1', \"$1\", [$1], $2 -- $1\n, $1", [.text("it's"), .bytes([0, 255])])
        #expect(
            SQLiteScript().text(of: statement)
                == "SELECT 'it''s', '$1', \"$1\", [$1], X'00FF' -- $1\n, 'it''s';")
    }

    @Test("A negative value does not begin a comment")
    func aNegativeValueBeginsNoComment() {
        #expect(SQLiteScript().text(of: SQLStatement("SELECT 5 -$1", [.integer(-5)])) == "SELECT 5 -(-5);")
    }

    @Test("The semicolon is outside a comment at the end")
    func semicolonIsOutsideAComment() {
        #expect(SQLiteScript().text(of: SQLStatement("SELECT 1 -- one")) == "SELECT 1 -- one\n;")
        #expect(SQLiteScript().text(of: SQLStatement("SELECT '-- one' /* 1 */")) == "SELECT '-- one' /* 1 */;")
    }

    @Test("Text that the shell would read as a statement's end is not alone on its line")
    func shellTerminatorIsNotAlone() {
        #expect(
            SQLiteScript().text(of: SQLStatement("SELECT 4\n  /\n2, 1 / 2 AS\ngo"))
                == "SELECT 4\n  /**/ /\n2, 1 / 2 AS\n/**/ go;")
    }

    @Test("A dry run records changes, and forgets those that are rolled back")
    func dryRunRecordsChanges() async throws {
        let dryRun = try await SQLite().dryRun(
            of: DatabaseURL("sqlite::memory:"), options: ConnectionOptions())
        let copy = try #require(dryRun)
        for sql in [
            "CREATE TABLE a (id int)", "SELECT count(*) FROM a", "SAVEPOINT outside", "INSERT INTO a VALUES (1)",
            "SAVEPOINT inside", "INSERT INTO a VALUES (2)", "ROLLBACK TO inside", "RELEASE inside",
            "RELEASE outside", "PRAGMA legacy_alter_table = ON", "PRAGMA table_info(a)",
        ] {
            try await copy.connection.query(sql: sql)
        }
        await #expect(throws: DatabaseFailure.self) {
            try await copy.connection.query("INSERT INTO missing VALUES (1)")
        }
        #expect(
            await copy.takeChanges().map(\.text)
                == ["CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)", "PRAGMA legacy_alter_table = ON"])
        #expect(await copy.takeChanges().isEmpty)
        await copy.connection.close()
    }
}
