import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// The statements of a script.
func read(_ script: String) throws(ScriptError) -> [ScriptStatement] {
    try PostgreSQLScriptReader().statements(in: SourceText(path: "versions/a.sql", text: script).all)
}

@Suite struct ScriptSplittingTests {
    @Test(
        "A script is split where psql splits it",
        arguments: [
            ("", []),
            (" ;; ; -- nothing\n /* at all */ ;", []),
            ("SELECT 1", ["SELECT 1"]),
            ("\u{FEFF}SELECT 1;", ["SELECT 1"]),
            ("SELECT 1; SELECT 2;\n", ["SELECT 1", "SELECT 2"]),
            (
                "-- before\nSELECT 1 -- after\n;/* before */SELECT /* inside; */ 2/* after */;",
                ["SELECT 1", "SELECT /* inside; */ 2"]
            ),
            ("SELECT 'a;b''c;'; SELECT 2", ["SELECT 'a;b''c;'", "SELECT 2"]),
            (#"SELECT 'a\'; SELECT 2"#, [#"SELECT 'a\'"#, "SELECT 2"]),
            (#"SELECT E'a\';b'; SELECT e'\\'; SELECT 3"#, [#"SELECT E'a\';b'"#, #"SELECT e'\\'"#, "SELECT 3"]),
            (#"SELECT typE'a\'; SELECT 2"#, [#"SELECT typE'a\'"#, "SELECT 2"]),
            ("SELECT E'a'\n  'b\\';c'; SELECT 2", ["SELECT E'a'\n  'b\\';c'", "SELECT 2"]),
            (
                "SELECT E'a' -- it's\n -- more\n'b\\';c' -- d\n; SELECT 2",
                ["SELECT E'a' -- it's\n -- more\n'b\\';c'", "SELECT 2"]
            ),
            ("SELECT E'a' /* c */\n'b\\'; SELECT 2", ["SELECT E'a' /* c */\n'b\\'", "SELECT 2"]),
            ("SELECT E'a' 'b\\'; SELECT 2", ["SELECT E'a' 'b\\'", "SELECT 2"]),
            (#"SELECT U&'\0441;', U&"d\0061t;a"; SELECT 2"#, [#"SELECT U&'\0441;', U&"d\0061t;a""#, "SELECT 2"]),
            (#"SELECT ";""x;" FROM t; SELECT 2"#, [#"SELECT ";""x;" FROM t"#, "SELECT 2"]),
            ("SELECT $$a;'b$$; SELECT 2", ["SELECT $$a;'b$$", "SELECT 2"]),
            ("SELECT $q$ $$;$Q$;$q $q$; SELECT 2", ["SELECT $q$ $$;$Q$;$q $q$", "SELECT 2"]),
            ("SELECT $表$;$表$; SELECT 2", ["SELECT $表$;$表$", "SELECT 2"]),
            ("SELECT a$b$;c$b$ FROM t; SELECT 2", ["SELECT a$b$", "c$b$ FROM t", "SELECT 2"]),
            ("PREPARE p AS SELECT $1; SELECT $2;", ["PREPARE p AS SELECT $1", "SELECT $2"]),
            ("SELECT 1 /* a /* b; */ c; */; SELECT 2", ["SELECT 1", "SELECT 2"]),
            ("SELECT 1 --- c; d\r\n; SELECT 5-2", ["SELECT 1", "SELECT 5-2"]),
            (
                "CREATE RULE r AS ON INSERT TO t DO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)); SELECT 2",
                ["CREATE RULE r AS ON INSERT TO t DO (INSERT INTO a VALUES (1); INSERT INTO b VALUES (2))", "SELECT 2"]
            ),
            (
                "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
                [
                    "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
                    "SELECT 3",
                ]
            ),
            (
                "create procedure p() begin atomic insert into t select (case when a then 1 end) from b; end; select 3",
                [
                    "create procedure p() begin atomic insert into t select (case when a then 1 end) from b; end",
                    "select 3",
                ]
            ),
            (
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; SELECT 3",
                ["CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$", "SELECT 3"]
            ),
            ("SELECT '日本;語' AS 言葉; SELECT 2", ["SELECT '日本;語' AS 言葉", "SELECT 2"]),
            ("SELECT a[1:2], x::int; SELECT 2", ["SELECT a[1:2], x::int", "SELECT 2"]),
            ("SELECT 1); SELECT 2", ["SELECT 1)", "SELECT 2"]),
            ("SAVEPOINT a; ROLLBACK TO a; RELEASE a;", ["SAVEPOINT a", "ROLLBACK TO a", "RELEASE a"]),
        ])
    func aScriptIsCutWherePsqlCutsIt(script: String, expected: [String]) throws {
        #expect(try read(script).map(\.slice.text) == expected)
    }

    @Test("A part of a file is read alone")
    func aPartOfAFileIsReadAlone() throws {
        let source = SourceText(path: "a.sql", text: "-- 上\nSELECT 1;\nSELECT '二'; SELECT 3;")
        let start = "-- 上\nSELECT 1;\n".utf8.count
        let part = source[start..<source.text.utf8.count - " SELECT 3;".utf8.count]
        let statements = try PostgreSQLScriptReader().statements(in: part)
        #expect(statements.map(\.slice.text) == ["SELECT '二'"])
        #expect(statements.first?.slice.start.description == "a.sql:3:1")
    }

    @Test("The server reads every piece as one statement")
    func theServerReadsEveryPieceAsOneStatement() async throws {
        let script = """
            CREATE TABLE t (a int);
            CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC
                SELECT CASE a WHEN 1 THEN 2 END FROM t; SELECT (CASE WHEN true THEN 7 END);
            END;
            CREATE RULE r AS ON DELETE TO t DO INSTEAD (SELECT 1; SELECT 2);
            DO $$ BEGIN PERFORM 1; END $$;
            SELECT f() AS seven, E'\\';' || 'x' AS text;
            """
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let results = try await connection.run(try read(script).map { SQLStatement($0.slice) })
            #expect(results.last?.first?.values == [7, "';x"])
        }
    }
}
