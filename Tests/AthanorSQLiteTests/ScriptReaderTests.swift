import Athanor
import AthanorSQLite
import Testing

@Suite("Splitting a script")
struct ScriptReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        let script: String
        let statements: [String]
        var testDescription: String { what }
    }

    private static let trigger = """
        CREATE TRIGGER log AFTER UPDATE ON t BEGIN
          INSERT INTO l VALUES (CASE WHEN new.a THEN 1 ELSE 2 END);
          SELECT CASE new.a WHEN 1 THEN 'a' END;
        END
        """

    @Test(
        "cuts at the semicolons that end statements",
        arguments: [
            Case(what: "nothing", script: " \n-- only a comment\n/* and ; another */;;", statements: []),
            Case(what: "two", script: "SELECT 1;SELECT 2", statements: ["SELECT 1", "SELECT 2"]),
            Case(
                what: "comments and space around", script: "-- a;\n SELECT 1 -- b;\n ; /* c; */ SELECT 2 /* d */;\n",
                statements: ["SELECT 1", "SELECT 2"]),
            Case(
                what: "a comment inside", script: "SELECT /* ; */ 1 -- ;\n + 1;",
                statements: ["SELECT /* ; */ 1 -- ;\n + 1"]),
            Case(
                what: "comments that do not nest", script: "/* /* */ SELECT 1; SELECT 2",
                statements: ["SELECT 1", "SELECT 2"]),
            Case(
                what: "strings", script: "SELECT 'a;''b;--';SELECT ';'",
                statements: ["SELECT 'a;''b;--'", "SELECT ';'"]),
            Case(
                what: "quoted names", script: #"SELECT ";""" , `;```, [;] FROM t;SELECT 2"#,
                statements: [#"SELECT ";""" , `;```, [;] FROM t"#, "SELECT 2"]),
            Case(
                what: "Japanese", script: "SELECT '日本;語' AS 名前; SELECT 名前",
                statements: ["SELECT '日本;語' AS 名前", "SELECT 名前"]),
            Case(
                what: "division and minus", script: "SELECT 4/2-1; SELECT 1 - -1",
                statements: ["SELECT 4/2-1", "SELECT 1 - -1"]),
            Case(
                what: "numbers", script: "SELECT 1.5e-3, .5, 0xFE-1;SELECT 2",
                statements: ["SELECT 1.5e-3, .5, 0xFE-1", "SELECT 2"]),
            Case(what: "a trigger", script: trigger + ";\nSELECT 1;", statements: [trigger, "SELECT 1"]),
            Case(what: "a trigger without a last semicolon", script: trigger, statements: [trigger]),
            Case(
                what: "a temporary trigger",
                script: "create temp trigger if not exists x before delete on t begin select 1; end; select 2",
                statements: ["create temp trigger if not exists x before delete on t begin select 1; end", "select 2"]),
            Case(
                what: "a table called trigger", script: "CREATE TABLE trigger (begin); SELECT 1",
                statements: ["CREATE TABLE trigger (begin)", "SELECT 1"]),
            Case(
                what: "a trigger without a body", script: "CREATE TRIGGER x; SELECT 1",
                statements: ["CREATE TRIGGER x", "SELECT 1"]),
            Case(
                what: "savepoints",
                script: "SAVEPOINT a; ROLLBACK TO a; ROLLBACK TRANSACTION TO SAVEPOINT a; RELEASE a",
                statements: ["SAVEPOINT a", "ROLLBACK TO a", "ROLLBACK TRANSACTION TO SAVEPOINT a", "RELEASE a"]),
            Case(what: "a byte order mark", script: "\u{FEFF}SELECT 1;", statements: ["SELECT 1"]),
        ])
    func splitting(test: Case) throws {
        let source = SourceText(path: "1.sql", text: test.script)
        #expect(try SQLiteScriptReader().statements(in: source.all).map(\.slice.text) == test.statements)
    }

    @Test("gives ranges of the whole file for a section of it")
    func section() throws {
        let source = SourceText(path: "1.sql", text: "-- 日本\nSELECT 1;\nSELECT 2;\n-- downgrade\nSELECT 3;")
        let start = "-- 日本\n".utf8.count
        let statements = try SQLiteScriptReader().statements(in: source[start..<(start + 20)])
        #expect(statements.map(\.slice.text) == ["SELECT 1", "SELECT 2"])
        #expect(statements.map(\.slice.start.description) == ["1.sql:2:1", "1.sql:3:1"])
    }

    @Test(
        "says what a statement is and how it must be executed",
        arguments: [
            ("create materialized view x as select 1", "CREATE MATERIALIZED VIEW", StatementExecution.inTransaction),
            ("CREATE /* a */ UNIQUE INDEX i ON t (a)", "CREATE UNIQUE INDEX", .inTransaction),
            ("CREATE TABLE view (a)", "CREATE TABLE", .inTransaction),
            ("ALTER TABLE t RENAME TO u", "ALTER TABLE", .inTransaction),
            ("insert into t values (1)", "INSERT", .inTransaction),
            ("vacuum", "VACUUM", .alone),
            ("ATTACH 'a.db' AS a", "ATTACH", .alone),
            ("DETACH a", "DETACH", .alone),
            ("PRAGMA main.journal_mode(WAL)", "PRAGMA journal_mode", .alone),
            ("pragma Synchronous = OFF", "PRAGMA synchronous", .alone),
            ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys", .inTransaction),
            ("PRAGMA user_version = 3", "PRAGMA user_version", .inTransaction),
        ])
    func classifying(sql: String, command: String, execution: StatementExecution) throws {
        let statements = try SQLiteScriptReader().statements(in: SourceText(path: "1.sql", text: sql).all)
        #expect(statements.map(\.command) == [command])
        #expect(statements.map(\.execution) == [execution])
    }

    @Test(
        "refuses what does not belong into a revision, at its place and with advice",
        arguments: [
            ("SELECT 1;\n  BEGIN;", "2:3", "BEGIN"), ("begin immediate;", "1:1", "BEGIN"),
            ("SELECT 1; COMMIT", "1:11", "COMMIT"),
            ("END TRANSACTION;", "1:1", "END"), ("ROLLBACK;", "1:1", "ROLLBACK"),
            ("SELECT 1;\n.read other.sql\n", "2:1", ".read"), ("  .import a.csv t", "1:3", ".import"),
            ("SELECT '日本語', 'open", "1:15", "string"), ("SELECT \"open", "1:8", "quoted name"),
            ("SELECT [open", "1:8", "quoted name"),
            ("SELECT 1; /* open", "1:11", "comment"),
            ("SELECT 1 -- a\0 comment\n WHERE 0", "1:14", "NUL"), ("SELECT 'a\0'", "1:10", "NUL"),
            ("SELECT 1;\nCREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1;", "2:1", "no END"),
        ])
    func refusing(script: String, place: String, message: String) throws {
        let source = SourceText(path: "1.sql", text: script)
        let failure = try #require(
            throws: ScriptError.self, performing: { try SQLiteScriptReader().statements(in: source.all) })
        #expect(failure.place.description == "1.sql:" + place)
        #expect(failure.message.contains(message))
        #expect(!failure.advice.isEmpty)
    }

    @Test("says what to do with a pasted dump")
    func dump() throws {
        let script = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a);\nCOMMIT;\n"
        let failure = try #require(
            throws: ScriptError.self,
            performing: { try SQLiteScriptReader().statements(in: SourceText(path: "1.sql", text: script).all) })
        #expect(failure.message.contains(".dump"))
        #expect(failure.advice.contains("Remove the lines BEGIN TRANSACTION; and COMMIT;"))
    }

    @Test(
        "refuses a parameter at its place",
        arguments: ["SELECT ?", "SELECT ?1", "UPDATE t SET a = :a", "SELECT @a", "SELECT $1"])
    func aParameterIsRefusedAtItsPlace(script: String) throws {
        let error = #expect(throws: ScriptError.self) {
            try SQLiteScriptReader().statements(in: SourceText(path: "a.sql", text: script).all)
        }
        #expect(error?.message.hasSuffix("is a parameter, and a script has no values for parameters") == true)
    }

    @Test(
        "says that SQLite has no DO blocks, at their place",
        arguments: [
            "DO $$ BEGIN UPDATE t SET a = 1; END $$;", "do $$BEGIN NULL; END$$", "DO 'BEGIN NULL; END'",
            "DO LANGUAGE plpgsql $body$ BEGIN NULL; END $body$;",
        ])
    func aBlockIsRefusedAtItsPlace(block: String) throws {
        let error = try #require(throws: ScriptError.self) {
            try SQLiteScriptReader().statements(in: SourceText(path: "a.sql", text: "SELECT 1;\n  " + block).all)
        }
        #expect(error.message == "SQLite has no DO blocks: it has no procedural language")
        #expect(error.place.description == "a.sql:2:3")
        #expect(error.advice == "Write the work of the block as plain SQL statements.")
        let inSwift = try #require(throws: ScriptError.self) {
            try SQLiteScriptReader().statementsWithPlaceholders(in: SourceText(path: "a.swift", text: block).all)
        }
        #expect(inSwift.message == error.message)
        #expect(inSwift.advice.hasPrefix("Where `op.databaseKind == .sqlite`, "))
    }

    @Test(
        "says that SQLite has no functions and procedures, at their place",
        arguments: [
            ("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;", "function"),
            (
                "create or replace function f() returns trigger as $$begin return new; end$$ language plpgsql",
                "function"
            ),
            ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function"),
            ("CREATE PROCEDURE p() LANGUAGE plpgsql AS $body$ BEGIN NULL; END $body$;", "procedure"),
        ])
    func aRoutineIsRefusedAtItsPlace(statement: String, kind: String) throws {
        let error = try #require(throws: ScriptError.self) {
            try SQLiteScriptReader().statements(in: SourceText(path: "a.sql", text: "SELECT 1;\n  " + statement).all)
        }
        #expect(error.message == "SQLite has no CREATE \(kind.uppercased()): it has no procedural language")
        #expect(error.place.description == "a.sql:2:3")
        #expect(error.advice == "Write the work of the \(kind) as plain SQL statements.")
    }

    @Test("accepts a text that only looks like a parameter")
    func whatOnlyLooksLikeAParameterIsNone() throws {
        let script = "SELECT ':a', \"?\", [@b] -- ?\n, json_extract('{}', '$.a')"
        #expect(try SQLiteScriptReader().statements(in: SourceText(path: "a.sql", text: script).all).count == 1)
    }
}
