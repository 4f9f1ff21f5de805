import AthanorSQLite
import Testing

@testable import Athanor

@Suite struct SQLRevisionFileTests {
    static let whole = """
        -- create materialized view for daily_usage
        --
        -- revision: 3f9a1c2e77b0
        -- down_revision: 8d1f02c4b7a9
        -- branch_labels: reporting, daily
        -- depends_on: billing
        -- create_date: 2026-11-22 16:42:10+09:00

        -- upgrade

        CREATE TABLE a (b int);

        -- downgrade

        DROP TABLE a;

        """

    @Test("A whole file is read")
    func whole() throws {
        let file = try SQLRevisionFile(SourceText(path: "a.sql", text: Self.whole))
        #expect(file.header.message == "create materialized view for daily_usage")
        #expect(
            file.header.node
                == RevisionNode(
                    id: "3f9a1c2e77b0", downRevisions: ["8d1f02c4b7a9"], branchLabels: ["reporting", "daily"],
                    dependsOn: ["billing"], createDate: CreateDate("2026-11-22 16:42:10+09:00"), origin: "a.sql"))
        #expect(file.upgrade.text == "\nCREATE TABLE a (b int);\n\n")
        guard case .script(let downgrade) = file.downgrade else {
            Issue.record("the downgrade is \(file.downgrade)")
            return
        }
        #expect(downgrade.text == "\nDROP TABLE a;\n")
    }

    @Test("Line endings of Windows change nothing")
    func carriageReturns() throws {
        let text = Self.whole.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let file = try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        #expect(file.header.node.id == "3f9a1c2e77b0")
        #expect(file.header.node.dependsOn == ["billing"])
        #expect(file.upgrade.text == "\r\nCREATE TABLE a (b int);\r\n\r\n")
    }

    @Test(
        "A way back that there is not",
        arguments: [
            ("-- downgrade: irreversible\n", "a.sql says `-- downgrade: irreversible`"),
            ("", "a.sql has no `-- downgrade` section"),
        ])
    func irreversible(end: String, reason: String) throws {
        let text = "-- m\n--\n-- revision: a\n-- down_revision:\n-- upgrade\nSELECT 1;\n" + end
        let file = try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        #expect(file.downgrade == .irreversible(reason: reason))
        #expect(file.upgrade.text == "SELECT 1;\n")
    }

    @Test("A marker that is indented is a comment")
    func indentedMarker() throws {
        let text = Self.whole.replacing("DROP TABLE a;", with: " -- upgrade\n  -- downgrade\nDROP TABLE a;")
        let file = try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        #expect(file.upgrade.text == "\nCREATE TABLE a (b int);\n\n")
    }

    @Test(
        "Each mistake is an error at its line",
        arguments: [
            (
                "-- revision: 3f", "-- revison: 3f", "a.sql:3:1: error: unknown key \"revison\" in the header",
                "Did you mean \"revision\"?"
            ),
            (
                "-- depends_on: billing", "-- revision: b",
                "a.sql:6:1: error: the header has the key \"revision\" twice",
                "Keep one"
            ),
            (
                "-- revision: 3f9a1c2e77b0\n", "", "a.sql:1:1: error: the header does not say which revision this is",
                "-- revision: ID"
            ),
            (
                "-- down_revision: 8d1f02c4b7a9\n", "",
                "a.sql:3:1: error: the header does not say what revision 3f9a1c2e77b0 comes after",
                "-- down_revision: ID"
            ),
            (
                "\n-- upgrade\n", "\nCREATE TABLE x ();\n-- upgrade\n",
                "a.sql:9:1: error: the header holds something other than a comment", "SQL belongs under"
            ),
            (
                "\n-- upgrade\n", "\n-- Upgrade\n",
                "a.sql:9:1: error: this line is not read as the `-- upgrade` marker", "exactly"
            ),
            (
                "\n-- upgrade\n", "\n--upgrade  \n",
                "a.sql:9:1: error: this line is not read as the `-- upgrade` marker", "exactly"
            ),
            (
                "\n-- upgrade\n", "\n-- downgrade\n-- upgrade\n",
                "a.sql:9:1: error: the `-- downgrade` marker is before `-- upgrade`",
                "Put the upgrade section first"
            ),
            ("DROP TABLE a;", "-- downgrade\n", "a.sql:15:1: error: a second `-- downgrade` marker", "indent it"),
            (
                "\n-- downgrade\n", "\n-- Downgrade:\n",
                "a.sql:13:1: error: this line is not read as the `-- downgrade` marker", "exactly"
            ),
            (
                "\n-- downgrade\n", "\n-- downgrade: irreversable\n",
                "a.sql:13:1: error: this line is not read as the `-- downgrade` marker", "irreversible"
            ),
            (
                "DROP TABLE a;", "-- upgrade\n",
                "a.sql:15:1: error: the `-- upgrade` marker is after `-- downgrade`", "indent it"
            ),
            ("CREATE TABLE a (b int);", "-- upgrade\n", "a.sql:11:1: error: a second `-- upgrade` marker", "indent it"),
        ])
    func mistakes(part: String, replacement: String, headline: String, advice: String) {
        let text = Self.whole.replacing(part, with: replacement, maxReplacements: 1)
        #expect(text != Self.whole)
        let error = #expect(throws: RevisionFileError.self) {
            try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        }
        #expect(error?.explanation.headline == headline)
        #expect(error?.advice.contains(advice) == true, "\(error?.advice ?? "")")
    }

    @Test("A conflict of a merge that is not solved is refused where it begins, wherever it stands")
    func conflicts() throws {
        for (part, more) in [("-- downgrade", "-- downgrade\n"), ("-- upgrade", "-- upgrade\n"), ("DROP TABLE a;", "")]
        {
            let conflict = "<<<<<<< HEAD\n\(part)\n=======\n\(more)-- other\n>>>>>>> feature/x"
            let text = Self.whole.replacing(part, with: conflict, maxReplacements: 1)
            let line =
                text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix("<<<") } ?? -1
            let error = #expect(throws: RevisionFileError.self) {
                try SQLRevisionFile(SourceText(path: "a.sql", text: text))
            }
            #expect(
                error?.explanation.headline
                    == "a.sql:\(line + 1):1: error: an unresolved merge conflict begins here")
        }
        // Two of the three are a text.
        let text = Self.whole.replacing("DROP TABLE a;", with: "/*\n<<<<<<< a\n=======\n*/\nDROP TABLE a;")
        _ = try SQLRevisionFile(SourceText(path: "a.sql", text: text))
    }

    @Test("An empty file says what it lacks")
    func empty() {
        let error = #expect(throws: RevisionFileError.self) { try SQLRevisionFile(SourceText(path: "a.sql", text: "")) }
        #expect(error?.explanation.headline == "a.sql:1:1: error: the file has no line `-- upgrade`")
    }

    @Test(
        "A date that cannot be one is a warning at its place, and no error",
        arguments: ["yesterday", "2025-01-XX", "2025-02-30 10:00:00+00:00", "2025-01-01 25:00"])
    func impossibleDates(date: String) throws {
        let text = Self.whole.replacing("2026-11-22 16:42:10+09:00", with: date)
        let entry = try RevisionEntry(sql: SourceText(path: "a.sql", text: text))
        #expect(entry.node.createDate == nil && entry.id == "3f9a1c2e77b0")
        #expect(entry.warnings.map { $0.place?.description } == ["a.sql:7:17"])
        #expect(entry.warnings.first?.message.contains("\"\(date)\" is not a date and time") == true)
        #expect(try RevisionEntry(sql: SourceText(path: "a.sql", text: Self.whole)).warnings.isEmpty)
    }

    @Test(
        "Markers of other tools, indented ones and such with more words are told by what they lack",
        arguments: [
            ("-- up", "9:1", "marker"), (" -- upgrade", "9:1", "indented"), ("\t-- upgrade", "9:1", "indented"),
            ("-- upgrade transaction:false", "9:1", "header"), ("-- +goose Up", "9:1", "exactly"),
            ("-- migrate:up", "9:1", "exactly"), ("--up", "9:1", "exactly"), ("-- UPGRADE", "9:1", "exactly"),
        ])
    func nearUpgrades(line: String, place: String, word: String) {
        let text = Self.whole.replacing("\n-- upgrade\n", with: "\n\(line)\n")
        let error = #expect(throws: RevisionFileError.self) {
            try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        }
        #expect(
            error?.explanation.headline.hasPrefix(
                "a.sql:\(place): error: this line is not read as the `-- upgrade` marker") == true)
        let shown = "\(error?.message ?? "") \(error?.advice ?? "")"
        #expect(shown.contains(word))
    }

    @Test(
        "A way back under a marker that is none is not taken for the way up",
        arguments: ["-- down", "-- +goose Down", "-- migrate:down", "-- downgrade transaction:false", "--DOWN"])
    func nearDowngrades(line: String) {
        let text = Self.whole.replacing("\n-- downgrade\n", with: "\n\(line)\n")
        let error = #expect(throws: RevisionFileError.self) {
            try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        }
        #expect(error?.explanation.headline == "a.sql:13:1: error: this line is not read as the `-- downgrade` marker")
    }

    @Test(
        "Comments that only begin like a marker are comments",
        arguments: ["-- down payments", "-- downgrades are rare here"])
    func comments(line: String) throws {
        let text = Self.whole.replacing("\n-- downgrade\n", with: "\n\(line)\n")
        _ = try SQLRevisionFile(SourceText(path: "a.sql", text: text))
    }

    @Test("An indented marker of the way back is a comment, and said to be one")
    func indentedDowngrade() throws {
        let text = Self.whole.replacing("\n-- downgrade\n", with: "\n  -- downgrade\n")
        let entry = try RevisionEntry(sql: SourceText(path: "a.sql", text: text))
        #expect(entry.warnings.map { $0.place?.description } == ["a.sql:13:1"])
        #expect(entry.warnings.first?.message.contains("indented") == true)
    }

    @Test(
        "A key that is written in another way is pointed at",
        arguments: [
            ("-- m\n-- revision: r\n-- down_revision:\n", "2:1", "belongs to the message"),
            ("-- m\n--\n-- Revision: r\n-- down_revision:\n", "3:1", "not read as the key \"revision\""),
            ("-- m\n--\n-- revision : r\n-- down_revision:\n", "3:1", "not read as the key \"revision\""),
            ("-- m\n--\n-- revision: r\n-- Down Revision:\n", "4:1", "not read as the key \"down_revision\""),
            ("-- m\n--\n-- revision: r\n-- down_revision:\n-- depends-on: x\n", "5:1", "the key \"depends_on\""),
            ("-- m\n-- down_revision:\n--\n-- revision: r\n", "2:1", "belongs to the message"),
            ("-- m\n--\n-- revision: r\n-- down_revision: None\n", "4:1", "is not a revision id"),
            ("-- m\n--\n-- revision: r\n-- down_revision: base\n", "4:1", "is not a revision id"),
        ])
    func misreadKeys(header: String, place: String, words: String) {
        let error = #expect(throws: RevisionFileError.self) {
            try SQLRevisionFile(SourceText(path: "a.sql", text: "\(header)-- upgrade\n-- downgrade\n"))
        }
        #expect(error?.explanation.headline.hasPrefix("a.sql:\(place): error: ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("Lines that end with only a carriage return are told as such")
    func carriageReturnsAlone() {
        let text = Self.whole.replacing("\n", with: "\r")
        let error = #expect(throws: RevisionFileError.self) {
            try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        }
        #expect(error?.message.contains("end with only a carriage return") == true)
        #expect(error?.advice.contains("tr '\\r' '\\n'") == true, "\(error?.advice ?? "")")
    }

    @Test("A second marker names the line of the first, which may be the wrong one")
    func secondMarker() {
        let text = Self.whole.replacing("CREATE TABLE a (b int);", with: "SELECT '\n-- downgrade\n';")
        let error = #expect(throws: RevisionFileError.self) {
            try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        }
        #expect(error?.advice.contains("the first marker is at line 12") == true, "\(error?.advice ?? "")")
    }

    private static let op = Operations(databaseKind: .sqlite)

    /// A file with these sections.
    private func warning(_ upgrade: String, _ downgrade: String, after: String = "") throws -> RevisionFileWarning? {
        let text =
            "-- one\n--\n-- revision: a1\n-- down_revision: \(after)\n\n-- upgrade\n\(upgrade)\n\(downgrade)"
        return try RevisionEntry(sql: SourceText(path: "a.sql", text: text)).emptySectionWarning(madeWith: Self.op)
    }

    @Test("Statements to go up with nothing to go down are a warning, unless it is said that they are meant so")
    func emptyDowngrade() throws {
        let sql = "CREATE TABLE a (b int);\n"
        for down in ["-- downgrade", "-- downgrade\n", "-- downgrade\n\n  \n\t\n", "-- downgrade\r\n\r\n"] {
            let found = try warning(sql, down)
            #expect(found?.place?.description == "a.sql:9:1", "\(down)")
            #expect(found?.message.contains("a1 has upgrade statements") == true)
            #expect(found?.advice.contains("-- downgrade: irreversible") == true)
        }
        for down in [
            "-- downgrade\n-- nothing to undo: the rows stay\n", "-- downgrade: irreversible\n", "",
            "-- downgrade\nDROP TABLE a;\n",
            "-- downgrade\n/* nothing */\n",
        ] {
            #expect(try warning(sql, down) == nil, "\(down)")
        }
        #expect(try warning("/* a */ SELECT 1;", "-- downgrade\n") != nil)
    }

    @Test("A revision that nobody filled in is a warning; a merge and a comment are none")
    func unfilled() throws {
        #expect(try warning("\n", "-- downgrade\n")?.message.contains("a1 is empty") == true)
        #expect(try warning("\n", "-- downgrade\n")?.place?.description == "a.sql:6:1")
        #expect(try warning("-- a mark in the history\n", "-- downgrade\n") == nil)
        #expect(try warning("\n", "-- downgrade\n", after: "b1, c1") == nil)
        #expect(try warning("\n", "-- downgrade: irreversible\n") == nil)
    }

    @Test("What the template writes counts as empty, and its hint says how to mean it")
    func template() throws {
        let draft = NewRevision(id: "a1", message: "one", downRevisions: [])
        let text = try RevisionTemplate.sql.text(of: draft)
        #expect(text.contains("Nothing to undo?") && text.contains("`-- downgrade: irreversible`"))
        #expect(
            try RevisionEntry(sql: SourceText(path: "a.sql", text: text)).emptySectionWarning(madeWith: Self.op) != nil)
        let filled = text.replacing("-- upgrade\n", with: "-- upgrade\nSELECT 1;\n")
        let entry = try RevisionEntry(sql: SourceText(path: "a.sql", text: filled))
        #expect(entry.emptySectionWarning(madeWith: Self.op)?.message.contains("an empty downgrade section") == true)
        let merge = try RevisionTemplate.sql.text(of: NewRevision(id: "m1", message: "m", downRevisions: ["a1", "b1"]))
        #expect(!merge.contains("Nothing to undo?"))
    }
}
