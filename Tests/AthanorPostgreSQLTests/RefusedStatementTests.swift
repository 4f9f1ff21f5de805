import Athanor
import AthanorPostgreSQL
import Testing

@Suite struct RefusedStatementTests {
    @Test(
        "A statement that does not belong in a revision is refused at its place",
        arguments: [
            ("BEGIN", "2:1", "BEGIN"),
            ("begin work", "2:1", "BEGIN"),
            ("START TRANSACTION", "2:1", "START"),
            ("/* so */ COMMIT", "2:10", "COMMIT"),
            ("END", "2:1", "END"),
            ("ROLLBACK", "2:1", "ROLLBACK"),
            ("ROLLBACK WORK", "2:1", "ROLLBACK"),
            ("ABORT", "2:1", "ABORT"),
            ("PREPARE TRANSACTION 'x'", "2:1", "PREPARE TRANSACTION"),
            ("COMMIT PREPARED 'x'", "2:1", "COMMIT"),
            ("COPY t (a, b) FROM stdin WITH (FORMAT csv)", "2:1", "COPY … FROM stdin"),
            ("COPY t TO STDOUT", "2:1", "COPY … TO stdout"),
            ("DISCARD ALL", "2:1", "DISCARD ALL"),
            ("SELECT 1 \\gset", "2:10", "\\gset is a command of psql"),
            ("SELECT 'abc", "2:8", "string"),
            ("SELECT \"abc", "2:8", "quoted identifier"),
            ("SELECT '日本' || $a$ $A$", "2:16", "dollar-quoted string"),
            ("SELECT /* /* */", "2:8", "comment"),
            ("SELECT \0", "2:8", "NUL"),
            ("SELECT 1 -- a\0 comment\n WHERE false", "2:14", "NUL"),
            ("SELECT $$a\0$$", "2:11", "NUL"),
            ("SELECT E'\\\0'", "2:11", "NUL"),
        ])
    func refusedStatements(script: String, place: String, words: String) throws {
        let error = try #require(throws: ScriptError.self) { try read("SELECT 0;\n\(script);\n") }
        #expect(error.place.description == "versions/a.sql:\(place)")
        #expect(error.message.contains(words))
        #expect(!error.advice.isEmpty)
    }

    @Test("A pasted dump is refused at its first foreign line, with advice")
    func pastedDumpIsRefused() throws {
        let dump = """
            --
            -- PostgreSQL database dump
            --
            SET client_encoding = 'UTF8';
            CREATE TABLE public.t (a integer);
            COPY public.t (a) FROM stdin;
            it's data
            \\.
            """
        let error = try #require(throws: ScriptError.self) { try read(dump) }
        #expect(error.place.line == 6)
        #expect(error.advice.contains("pg_dump --inserts"))
    }

    @Test(
        "A statement that only looks similar is accepted",
        arguments: [
            "COPY t FROM '/srv/data.csv'", "PREPARE p AS SELECT 1", "DEALLOCATE p", "DEALLOCATE ALL", "DISCARD TEMP",
            "ROLLBACK TO SAVEPOINT a",
            "SELECT 'COMMIT; \\restrict'", "CREATE TABLE stdin (\"begin\" int)", "INSERT INTO t SELECT 'BEGIN'",
        ])
    func whatOnlyLooksAlikeIsTaken(script: String) throws {
        #expect(try read(script).map(\.slice.text) == [script])
    }
}
