import Testing

@testable import Athanor

/// Comments that look like the beginning of the way back, in files whose marker is missing or whose section is empty.
@Suite struct WayBackCommentTests {
    /// A file of an upgrade section with a comment between two statements.
    private static func file(_ comment: String, end: String = "") -> SourceText {
        SourceText(
            path: "a.sql",
            text: "-- m\n--\n-- revision: a\n-- down_revision:\n-- upgrade\nCREATE TABLE t (i int);\n\(comment)\n"
                + "DROP TABLE t;\n\(end)")
    }

    private static let meant = [
        "-- downgrade (drop the table)", "-- downgrade to the state before", "-- downgrade irreversible, sorry",
        "-- downgrade \(String(repeating: "-", count: 80))",
        "-- \(String(repeating: "=", count: 40)) downgrade \(String(repeating: "=", count: 40))",
        "-- Down Migration", "-- !Downs", "-- //@UNDO", "-- rollback", "--rollback drop table t;", "-- revert",
        "-- undo",
        "-- rambler down", "---- create above / drop below ----", "/* downgrade */", "/*\n * Downgrade\n */",
        "\u{FEFF}-- downgrade", "-- +other Down", "-- DOWN: drop it", "-- rollback by dropping the table",
        "-- undo what was done", "-- Roll back", "-- way back", "--downs", "-- [down]", "-- @rollback", "-- down;",
        "-- +micrate Down", "-- Downgrade steps", "-- reverse", "-- Down Migration 0001_create_t", "-- rollback 0001",
        "-- DOWN migration follows", "-- name: migrate-down#", "-- To undo this migration, run:", "-- unapply",
        "-- Reversal", "-- SQL in this section is executed when the migration is rolled back.", "-- un-do",
        "-- Undeploy",
        "-- Write your down migrate SQL statements here",
    ]

    @Test("Are errors at the beginning of a line, however they are written", arguments: meant)
    func errors(comment: String) {
        for end in ["", "-- downgrade\n", "-- downgrade\n\(SQLRevisionFile.wayBackHint)\n"] {
            let error = #expect(throws: RevisionFileError.self) { try SQLRevisionFile(Self.file(comment, end: end)) }
            #expect(
                error?.explanation.headline == "a.sql:7:1: error: this line is not read as the `-- downgrade` marker")
        }
        // What says that there is no way back may be followed by nothing.
        let said = Self.file(comment, end: "-- downgrade: irreversible\n")
        #expect(throws: Never.self) { try SQLRevisionFile(said) }
        #expect(throws: Never.self) { try SQLRevisionFile(Self.file(comment, end: "-- downgrade\nSELECT 1;\n")) }
    }

    @Test(
        "Are warnings in a sentence after which nothing is taken back, and nothing when that is indented",
        arguments: [
            "-- see the downgrade section below", "-- sql down time report", "-- undo log for the editor",
            "-- rollback journal is used by default", "-- revert reason, nullable", "-- roll back is not possible here",
            "-- To undo this migration, run:",
        ])
    func sentences(comment: String) throws {
        for next in ["CREATE TABLE u (i int);", "-- more\nINSERT INTO t VALUES (1);", "UPDATE t SET i = 1;"] {
            func warnings(_ comment: String) throws -> [String?] {
                let text = "-- m\n--\n-- revision: a\n-- down_revision:\n-- upgrade\nSELECT 1;\n\(comment)\n\(next)\n"
                return try RevisionEntry(sql: SourceText(path: "a.sql", text: text)).warnings.map {
                    $0.place?.description
                }
            }
            #expect(try warnings(comment) == ["a.sql:7:1"])
            #expect(try warnings("  \(comment)") == [])
        }
    }

    @Test(
        "Are warnings when they are indented",
        arguments: [
            "  --downgrade", "\t-- down", "  -- downgrade", " -- downgrade: irreversible", "\u{A0}-- undo",
            "  -- downgrade to the state before", "  /* downgrade */", "  -- +goose Down",
        ])
    func warnings(comment: String) throws {
        let entry = try RevisionEntry(sql: Self.file(comment))
        #expect(entry.warnings.map { $0.place?.description } == ["a.sql:7:1"])
    }

    @Test(
        "Are comments in a sentence about something else, in strings, bodies and statements",
        arguments: [
            "-- down payments are kept", "-- downgrades are rare here", "-- prices go up and down",
            "-- customers who drop below the limit", "INSERT INTO t VALUES ('\n-- down\n');",
            "INSERT INTO t VALUES (E'\\'\n-- down\n');", "DO $x$\n-- rollback\n$x$;", "/* a\n-- downgrade\n*/",
            "CREATE TABLE u (\n-- down\n  i int);", "CREATE TABLE \"\n-- undo\n\" (i int);", "  -- undo what was done",
            "SELECT 1; -- down", "CREATE TABLE v (a int,\n  -- down\n  b int);",
        ])
    func comments(text: String) throws {
        #expect(try RevisionEntry(sql: Self.file(text)).warnings.isEmpty)
    }

    @Test(
        "In words that nobody knows are warned of where the section then only drops what it has made",
        arguments: [
            ("-- rückgängig", "DROP TABLE t;"), ("-- cleanup", "drop table if exists t ;"),
            ("-- DROP", "DROP TABLE public . \"t\" CASCADE;"),
            ("/* wie es war */", "DROP INDEX IF EXISTS i;\n  -- and\nDROP TABLE t;"),
            ("-- dоwngrade", "DROP TABLE t;"),
        ])
    func takingBack(comment: String, statements: String) throws {
        func warnings(_ comment: String, _ end: String) throws -> [String?] {
            let text =
                "-- m\n--\n-- revision: a\n-- down_revision:\n-- upgrade\n-- First\nCREATE TABLE IF NOT EXISTS main.t (i int);\n"
                + "CREATE UNIQUE INDEX i ON t (i);\n\(comment)\n\(statements)\n\(end)"
            return try RevisionEntry(sql: SourceText(path: "a.sql", text: text)).warnings.map { $0.place?.description }
        }
        #expect(try warnings(comment, "") == ["a.sql:9:1"])
        #expect(try warnings("  \(comment)", "") == [])
        #expect(try warnings(comment, "-- downgrade: irreversible\n") == [])
        #expect(try warnings(comment, "INSERT INTO u VALUES (1);\n") == [])
        #expect(try warnings("CREATE TEMP TABLE x (i int);\n\(comment)\nDROP TABLE x;\nSELECT 1;", "") == [])
    }

    @Test("Are comments in the header and where no statement stands on both sides")
    func places() throws {
        let header = "--\n-- revision: a\n-- down_revision:\n-- upgrade\n"
        for text in [
            "-- downgrade the plan of old customers\n\(header)SELECT 1;\n",
            "-- rollback\n\(header)SELECT 1;\n",
            "-- m\n\(header)-- undo the mistake of March\nUPDATE t SET i = 1;\n",
            "-- m\n\(header)UPDATE t SET i = 1;\n-- undo is not possible\n",
        ] {
            #expect(try RevisionEntry(sql: SourceText(path: "a.sql", text: text)).warnings.isEmpty, "\(text)")
        }
    }
}
