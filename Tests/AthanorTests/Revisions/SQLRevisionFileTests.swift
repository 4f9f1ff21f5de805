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
                "-- depends_on: billing", "-- revision: b", "a.sql:6:1: error: the header says \"revision\" twice",
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
                "2026-11-22 16:42:10+09:00", "yesterday", "a.sql:7:1: error: \"yesterday\" is not a date and time",
                "Write it as"
            ),
            (
                "\n-- upgrade\n", "\nCREATE TABLE x ();\n-- upgrade\n",
                "a.sql:9:1: error: the header holds something other than a comment", "SQL stands under"
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
                "a.sql:9:1: error: the `-- downgrade` marker stands before `-- upgrade`",
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
                "a.sql:15:1: error: the `-- upgrade` marker stands after `-- downgrade`", "indent it"
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

    @Test("An empty file says what it lacks")
    func empty() {
        let error = #expect(throws: RevisionFileError.self) { try SQLRevisionFile(SourceText(path: "a.sql", text: "")) }
        #expect(error?.explanation.headline == "a.sql:1:1: error: the file has no line `-- upgrade`")
    }
}
