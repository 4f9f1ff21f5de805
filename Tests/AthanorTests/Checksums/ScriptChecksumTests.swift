import TestSupport
import Testing

@testable import Athanor

/// What counts of SQL in a checksum: its tokens, as the database itself tells them apart.
@Suite struct ScriptChecksumTests {
    /// The checksum of a revision whose upgrade is this SQL.
    private func checksum(_ sql: String, on tested: TestedDatabase, files: DefinitionFiles = .none) throws -> String? {
        let source = SourceText(path: "versions/a1.sql", text: sqlRevision("a1", sql, down: "SELECT 1;"))
        let op = Operations(databaseKind: tested.database.kind, definitionFiles: files)
        return try RevisionEntry(sql: source).checksum(on: tested.database, op: op)?.text
    }

    private static let plain =
        "CREATE TABLE t (a integer DEFAULT 1, b text DEFAULT 'x  y'); INSERT INTO t VALUES (2, 'z');"

    @Test(
        "Comments, white space, line endings and empty statements do not count", arguments: TestedDatabase.allCases,
        [
            "  CREATE   TABLE t(a integer DEFAULT 1,\n\tb text DEFAULT 'x  y') ;\n\n INSERT INTO t VALUES (2,'z')",
            "CREATE TABLE t (a integer DEFAULT 1, b text DEFAULT 'x  y');\r\nINSERT INTO t VALUES (2, 'z');\r\n",
            "-- a table; really\nCREATE TABLE t /* 'of */ (a integer DEFAULT 1, b text DEFAULT 'x  y'); -- done\n;;\n"
                + "INSERT INTO t VALUES (2, 'z'); /* end */",
        ])
    func blanksDoNotCount(_ tested: TestedDatabase, _ sql: String) throws {
        #expect(try checksum(sql, on: tested) == checksum(Self.plain, on: tested))
    }

    @Test(
        "Constants, names and what divides statements count", arguments: TestedDatabase.allCases,
        [
            plain.replacing("DEFAULT 1", with: "DEFAULT 2"), plain.replacing("'x  y'", with: "'x y'"),
            plain.replacing("(2,", with: "(2.0,"), plain.replacing("TABLE t ", with: "TABLE u "),
            plain.replacing("b text", with: "\"b\" text"), plain.replacing("'z'", with: "'z -- not a comment'"),
            plain.replacing("'z'", with: "'Z'"), plain + " INSERT INTO t VALUES (2, 'z');",
        ])
    func contentCounts(_ tested: TestedDatabase, _ sql: String) throws {
        #expect(try checksum(sql, on: tested) != checksum(Self.plain, on: tested))
    }

    @Test(
        "A line ending inside a text is one line ending, whatever it is written as", arguments: TestedDatabase.allCases)
    func lineEndingsInTexts(_ tested: TestedDatabase) throws {
        let sql = "INSERT INTO t VALUES ('one\ntwo');"
        #expect(try checksum(sql.replacing("\n", with: "\r\n"), on: tested) == checksum(sql, on: tested))
        #expect(try checksum(sql.replacing("\n", with: "\n\n"), on: tested) != checksum(sql, on: tested))
        #expect(try checksum(sql.replacing("\n", with: " "), on: tested) != checksum(sql, on: tested))
    }

    @Test("The body of a function counts as it stands, but for its line endings")
    func functionBodies() throws {
        let sql = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN\n-- said\nRETURN 1; END $f$;"
        let expected = try checksum(sql, on: .postgreSQL)
        #expect(try checksum(sql.replacing("\n", with: "\r\n"), on: .postgreSQL) == expected)
        #expect(try checksum(sql.replacing("said", with: "meant"), on: .postgreSQL) != expected)
        #expect(try checksum(sql.replacing("RETURN 1", with: "RETURN 2"), on: .postgreSQL) != expected)
    }

    @Test("Tokens are the server's: what a blank divides differs, and so do operators and literals of other kinds")
    func tokensOfPostgreSQL() throws {
        func same(_ first: String, _ second: String) throws -> Bool {
            try checksum("SELECT \(first)", on: .postgreSQL) == checksum("SELECT \(second)", on: .postgreSQL)
        }
        #expect(try same("a FROM t", "A From T"))
        #expect(try !same("a FROM t", "\"A\" FROM t"))
        #expect(try same("a<-1", "a < - 1"))
        #expect(try same("1+ -2", "1 + - 2"))
        #expect(try !same("a @- 1", "a @ -1"))
        #expect(try !same("a <= 1", "a < 1"))
        #expect(try !same("1e10", "1 e10"))
        #expect(try !same("x'ff'", "x 'ff'"))
        #expect(try same("date'2026-01-01'", "date '2026-01-01'"))
        #expect(try !same("É", "é"))
    }

    @Test("On SQLite the capitals of words count, since it keeps them in names; a literal of bytes is one token")
    func tokensOfSQLite() throws {
        func same(_ first: String, _ second: String) throws -> Bool {
            try checksum("SELECT \(first)", on: .sqlite) == checksum("SELECT \(second)", on: .sqlite)
        }
        #expect(try !same("a FROM t", "A FROM t"))
        #expect(try same("a<-1", "a < - 1"))
        #expect(try !same("x'ff'", "x 'ff'"))
        #expect(try same("a||b", "a || b"))
    }

    @Test("White space and comments at any place between tokens change nothing", arguments: TestedDatabase.allCases)
    func noiseAnywhere(_ tested: TestedDatabase) throws {
        let words = [
            "CREATE", "VIEW", "v", "AS", "SELECT", "a", ",", "'it''s -- \"x\"'", ",", "\"q /* w\"", ",", "1.5e3", "+",
            "2", "FROM",
            "t", "WHERE", "a", "<>", "3", "AND", "(", "b", "||", "'y'", ")", "IS", "NOT", "NULL",
        ]
        let noise = [" ", "\n", "\r\n", "\t ", " /* '; */ ", " -- \" it's\n", "\n-- x\r\n", "  \n\n "]
        var numbers = SeededNumbers(seed: 7)
        let expected = try checksum(words.joined(separator: " "), on: tested)
        for _ in 0..<300 {
            let sql = words.reduce("") { $0 + $1 + noise[Int.random(in: noise.indices, using: &numbers)] }
            #expect(try checksum(sql, on: tested) == expected, "\(sql)")
        }
    }

    @Test("The way down, the message and the header's other lines do not count", arguments: TestedDatabase.allCases)
    func onlyTheWayUpCounts(_ tested: TestedDatabase) throws {
        let text = sqlRevision("a1", Self.plain, down: "DROP TABLE t;")
        let op = Operations(databaseKind: tested.database.kind)
        func checksum(_ text: String) throws -> RevisionChecksum? {
            try RevisionEntry(sql: SourceText(path: "a", text: text)).checksum(on: tested.database, op: op)
        }
        let other = text.replacing("DROP TABLE t;", with: "DROP TABLE IF EXISTS t;")
            .replacing("-- revision a1", with: "-- another message").replacing(
                "-- down_revision:", with: "-- down_revision: b2")
        #expect(try checksum(other) == checksum(text))
    }

    @Test("How fresh a view is to be kept counts by what is meant", arguments: TestedDatabase.allCases)
    func freshness(_ tested: TestedDatabase) throws {
        let view = "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;"
        let expected = try checksum("-- athanor: refresh every 5 minutes\n\(view)", on: tested)
        #expect(try checksum("--  Athanor:  refresh  every 5 minutes\n-- a word\n\(view)", on: tested) == expected)
        #expect(try checksum("-- athanor: refresh every 6 minutes\n\(view)", on: tested) != expected)
        #expect(try checksum(view, on: tested) != expected)
    }

    @Test("Of a definition in a file its tokens count, wherever it stands", arguments: TestedDatabase.allCases)
    func definitionFiles(_ tested: TestedDatabase) throws {
        func files(_ text: String, _ path: String = "views/m_v01.sql") -> DefinitionFiles {
            .compiled([path: text], folder: "")
        }
        let sql = "CREATE MATERIALIZED VIEW m AS FILE 'views/m_v01.sql';"
        let expected = try checksum("CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;", on: tested)
        #expect(try checksum(sql, on: tested, files: files("-- the view\nSELECT  1 AS a;\n")) == expected)
        #expect(try checksum(sql, on: tested, files: files("SELECT 2 AS a")) != expected)
        #expect(
            try checksum(
                sql.replacing("v01", with: "v02"), on: tested, files: files("SELECT 1 AS a", "views/m_v02.sql"))
                == expected)
        #expect(try checksum(sql, on: tested) != expected, "the file is gone")
    }

    @Test("What cannot be read any more is another content, and nothing worse", arguments: TestedDatabase.allCases)
    func unreadable(_ tested: TestedDatabase) throws {
        let broken = try checksum("SELECT 'a", on: tested)
        #expect(broken != nil)
        #expect(try broken != checksum("SELECT 'a'", on: tested))
    }

    private func entry(_ sql: String) throws -> RevisionEntry {
        try RevisionEntry(sql: SourceText(path: "versions/a1.sql", text: sqlRevision("a1", sql, down: "SELECT 1;")))
    }

    @Test("SQL that is byte by byte what it was is not taken apart", arguments: TestedDatabase.allCases)
    func writtenFirst(_ tested: TestedDatabase) throws {
        let op = Operations(databaseKind: tested.database.kind)
        func comparison(_ entry: RevisionEntry, _ kept: String) -> RevisionComparison {
            entry.comparison(with: kept, on: tested.database, op: op)
        }
        let entry = try entry(Self.plain)
        let checksum = try #require(try entry.checksum(on: tested.database, op: op))
        let written = try #require(checksum.written)
        #expect(checksum.kept == "\(checksum.text)/\(written.text)")
        #expect(RevisionChecksum(kept: checksum.kept) == checksum)
        // Values that nothing has would be found wrong, if they were looked at.
        let nothing = "1:\(StableHash(of: "nothing").text)"
        #expect(comparison(entry, "\(nothing)/\(written.text)") == .unchanged)
        #expect(comparison(entry, nothing) == .edited)
        // Other bytes are taken apart, as they are where none were kept.
        #expect(comparison(entry, "\(checksum.text)/\(StableHash(of: "other").text)") == .unchanged)
        #expect(comparison(entry, checksum.text) == .unchanged)
        let commented = try self.entry(Self.plain + " -- done")
        #expect(comparison(commented, checksum.kept) == .unchanged)
        for kept in [
            "\(checksum.text)/", "\(checksum.kept)0", "\(checksum.kept)/\(written.text)", "\(checksum.text)/x",
        ] {
            #expect(comparison(entry, kept) == .unchecked(.hasForeignChecksum), "\(kept)")
        }
    }

    @Test("An edit of one byte is noticed, wherever it is", arguments: TestedDatabase.allCases)
    func everyEdit(_ tested: TestedDatabase) throws {
        let op = Operations(databaseKind: tested.database.kind)
        let kept = try #require(try entry(Self.plain).checksum(on: tested.database, op: op)).kept
        for place in Self.plain.indices where Self.plain[place].isLetter || Self.plain[place].isNumber {
            var text = Self.plain
            text.replaceSubrange(place...place, with: Self.plain[place] == "q" ? "r" : "q")
            let found = try entry(text).comparison(with: kept, on: tested.database, op: op)
            #expect(found == .edited, "\(text)")
        }
    }

    @Test(
        "Where a definition may stand in a file, bytes of the revision do not say all",
        arguments: TestedDatabase.allCases)
    func files(_ tested: TestedDatabase) throws {
        for sql in [
            "CREATE MATERIALIZED VIEW m AS FILE 'm.sql';", "CREATE VIEW m AS\nfile\n'm.sql';", "SELECT 'profile';",
        ] {
            #expect(try entry(sql).writtenHash == nil, "\(sql)")
        }
        #expect(try entry("SELECT 'fil'").writtenHash != nil)
    }
}
