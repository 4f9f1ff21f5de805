import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// What authors of revision files hardly meant is said where they see it.
@Suite("Warnings about revision files")
struct RevisionFileWarningTests {
    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        return project
    }

    private func revision(_ id: String, after: String = "", date: String = "", up: String, down: String) -> String {
        "-- \(id)\n--\n-- revision: \(id)\n-- down_revision: \(after)\n-- create_date: \(date)\n\n-- upgrade\n\(up)\n"
            + "-- downgrade\n\(down)"
    }

    @Test("An impossible date stops no command, and each says where it stands")
    func dates() async throws {
        let project = try project()
        try project.write(
            "versions/a1.sql",
            revision("a1", date: "2025-01-XX", up: "CREATE TABLE t (id integer);\n", down: "DROP TABLE t;\n"))
        for call in [
            ["upgrade", "head"], ["current"], ["history"], ["heads"], ["show", "a1"], ["check"], ["downgrade", "base"],
        ] {
            let outcome = await project.run(call)
            #expect(outcome.status == .success, "\(call): \(outcome)")
            #expect(
                outcome.errorOutput.hasPrefix(
                    "warning: \(project.path)/versions/a1.sql:5:17: \"2025-01-XX\" is not a date and time")
                    || outcome.errorOutput.contains("versions/a1.sql:5:17: \"2025-01-XX\" is not a date and time"),
                "\(call): \(outcome)")
        }
    }

    @Test("Upgrade, its plan, check and downgrade warn of an empty way back; a comment means it")
    func emptyDowngrades() async throws {
        let project = try project()
        try project.write("versions/a1.sql", revision("a1", up: "CREATE TABLE gift (id integer);\n", down: ""))
        let warning = "a1 has upgrade statements but an empty downgrade section"
        for call in [
            ["upgrade", "head", "--plan"], ["upgrade", "head"], ["check"], ["downgrade", "-1", "--plan"],
            ["downgrade", "-1"], ["upgrade", "head", "--sql"], ["downgrade", "a1:base", "--sql"],
            ["upgrade", "head", "--sql", "--dialect", "sqlite"],
        ] {
            let outcome = await project.run(call)
            #expect(outcome.status == .success, "\(call): \(outcome)")
            #expect(outcome.errorOutput.contains("a1.sql:10:1: revision \(warning)"), "\(call): \(outcome)")
        }
        let json = await project.run("check", "--json")
        #expect(json.output.contains(warning))
        try project.write(
            "versions/a1.sql",
            revision("a1", up: "CREATE TABLE IF NOT EXISTS gift (id integer);\n", down: "-- it stays\n"))
        for call in [["upgrade", "head"], ["check"], ["downgrade", "-1"]] {
            #expect(await project.run(call).errorOutput == "", "\(call)")
        }
    }

    @Test("In the events of a run the warning comes before the revision")
    func events() async throws {
        let project = try project()
        try project.write("versions/a1.sql", revision("a1", up: "", down: ""))
        let outcome = await project.run("upgrade", "head", "--json")
        #expect(outcome.lines.first?.contains("\"event\":\"warning\"") == true, "\(outcome)")
        #expect(outcome.lines.first?.contains("revision a1 is empty") == true)
        #expect(outcome.lines.last?.contains("\"event\":\"done\"") == true)
    }

    @Test("Files and folders that are passed over are named")
    func passedOver() async throws {
        let project = try project()
        let text = revision("a1", up: "CREATE TABLE t (id integer);\n", down: "DROP TABLE t;\n")
        try project.write("versions/a1.sql", text)
        try project.write("versions/b2.SQL", text)
        try project.write("versions/2025/c3.sql", text)
        try project.write("versions/views/daily.sql", "SELECT 1")
        try project.write("versions/notes.txt", "nothing")
        let outcome = await project.run("heads")
        #expect(outcome.output == "a1  (head)  a1\n")
        #expect(outcome.errorOutput.contains("versions/b2.SQL is not read"), "\(outcome)")
        #expect(
            outcome.errorOutput.contains("versions/2025 is not read, but contains revisions: c3.sql"), "\(outcome)")
        #expect(!outcome.errorOutput.contains("views") && !outcome.errorOutput.contains("notes"))
    }

    @Test(
        "UTF-16 and UTF-32 are named as such, with a byte order mark and without, with how to convert it",
        arguments: [
            (String.Encoding.utf16LittleEndian, Data([0xFF, 0xFE]), "UTF-16"),
            (.utf16BigEndian, Data([0xFE, 0xFF]), "UTF-16"),
            (.utf16LittleEndian, Data(), "UTF-16LE"), (.utf16BigEndian, Data(), "UTF-16BE"),
            (.utf32LittleEndian, Data([0xFF, 0xFE, 0, 0]), "UTF-32"), (.utf32LittleEndian, Data(), "UTF-32LE"),
            (.utf32BigEndian, Data([0, 0, 0xFE, 0xFF]), "UTF-32"), (.utf32BigEndian, Data(), "UTF-32BE"),
        ])
    func utf16(encoding: String.Encoding, mark: Data, name: String) async throws {
        let project = try project()
        try project.write("versions/a1.sql", "")
        let text = revision("a1", up: "CREATE TABLE t (id integer);\n", down: "DROP TABLE t;\n")
        let data = try #require(text.data(using: encoding))
        try (mark + data).write(to: URL(filePath: "\(project.path)/versions/a1.sql"))
        let outcome = await project.run("heads")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("versions/a1.sql is \(name.prefix(6)) text"), "\(outcome)")
        #expect(outcome.errorOutput.contains("iconv -f \(name) -t UTF-8"), "\(outcome)")
        let converted = try #require(String(data: data, encoding: encoding))
        try project.write("versions/a1.sql", converted)
        #expect(await project.run("heads").status == .success)
    }

    @Test("A link that leads nowhere, and a folder with the name of a file, are what they are")
    func linksAndFolders() async throws {
        let project = try project()
        try project.write(
            "versions/inner.sql/a1.sql", revision("a1", up: "CREATE TABLE t (id integer);\n", down: "DROP TABLE t;\n"))
        let folder = await project.run("heads")
        #expect(folder.errorOutput.contains("inner.sql is not read, but contains revisions: a1.sql"), "\(folder)")
        #expect(folder.status == .success)
        try FileManager.default.createSymbolicLink(
            atPath: "\(project.path)/versions/dangling.sql", withDestinationPath: "nowhere.sql")
        let link = await project.run("heads")
        #expect(link.errorOutput.contains("dangling.sql is a link to something that does not exist"), "\(link)")
    }

    @Test("With --dialect a configured database is not asked, and the advice is to leave that out")
    func dialect() async throws {
        let project = try project()
        let up = "CREATE TABLE t (id integer);\nCREATE MATERIALIZED VIEW m AS SELECT id FROM t;\n"
        try project.write("versions/a1.sql", revision("a1", up: up, down: "DROP MATERIALIZED VIEW m;\nDROP TABLE t;\n"))
        let again = "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT id, 1 AS one FROM t;\n"
        try project.write("versions/b2.sql", revision("b2", after: "a1", up: again, down: "-- stays\n"))
        let outcome = await project.run("upgrade", "head", "--sql", "--dialect", "sqlite")
        #expect(outcome.status == .failure)
        #expect(
            outcome.errorOutput.contains("Leave out --dialect") && !outcome.errorOutput.contains("Configure"),
            "\(outcome)")
        let current = await project.run("upgrade", "current:head", "--sql", "--dialect", "sqlite")
        #expect(current.errorOutput.contains("Leave out --dialect"), "\(current)")
        try project.write("athanor.yaml", "versions: versions\n")
        let unconfigured = await project.run("upgrade", "head", "--sql", "--dialect", "sqlite")
        #expect(unconfigured.errorOutput.contains("Configure `database`"), "\(unconfigured)")
    }

    @Test("Down at a merge, the advice names the revisions below it, and does as it says")
    func merges() async throws {
        let project = try project()
        for (id, after) in [("a1", ""), ("b1", "a1"), ("c1", "a1"), ("m1", "b1, c1")] {
            try project.write("versions/\(id).sql", revision(id, after: after, up: "-- up\n", down: "-- down\n"))
        }
        try await #require(project.run("upgrade", "head").status == .success)
        let outcome = await project.run("downgrade", "-1")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("'b1' or 'c1'") && !outcome.errorOutput.contains("+1"), "\(outcome)")
        #expect(await project.run("downgrade", "b1").status == .success)
        #expect(await project.run("current").lines.count == 2)
    }
}
