import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// Old revisions give way to one file, and no database complains of them for ever.
@Suite("After a squash")
struct SquashTests {
    /// A project whose 300 revisions are applied, and then replaced by one file with the last one's id.
    private func squashed(_ count: Int = 300) async throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        for number in 1...count {
            let before = number == 1 ? "" : "r\(number - 1)"
            try project.write(
                "versions/r\(number).sql",
                "-- \(number)\n--\n-- revision: r\(number)\n-- down_revision: \(before)\n\n-- upgrade\n"
                    + "CREATE TABLE t\(number) (id integer);\n\n-- downgrade\nDROP TABLE t\(number);\n")
        }
        try await #require(project.run("upgrade", "head").status == .success)
        for number in 1..<count { try project.remove("versions/r\(number).sql") }
        let all = (1...count).map { "CREATE TABLE t\($0) (id integer);" }.joined(separator: "\n")
        try project.write(
            "versions/r\(count).sql",
            "-- squashed\n--\n-- revision: r\(count)\n-- down_revision:\n\n-- upgrade\n\(all)\n\n-- downgrade: irreversible\n"
        )
        return project
    }

    @Test("Complaints are cut, whatever command makes them; JSON has all")
    func lists() async throws {
        let project = try await squashed()
        for call in [["check"], ["upgrade", "head"], ["current"]] {
            let outcome = await project.run(call)
            let text = outcome.output + outcome.errorOutput
            #expect(text.utf8.count < 2_500, "\(call): \(text.utf8.count)")
            #expect(text.contains("more"), "\(call): \(text)")
        }
        #expect(await project.run("check").errorOutput.contains("`athanor reseal --all`"))
        let json = await project.run("check", "--json").output
        #expect(json.contains("\"r1\"") && json.contains("\"r299\""))
    }

    @Test("`stamp --purge` forgets what was noted before", arguments: [false, true])
    func purge(asScript: Bool) async throws {
        let project = try await squashed(30)
        if asScript {
            let script = await project.run("stamp", "head", "--purge", "--sql")
            #expect(script.output.contains("\"athanor_revisions\" WHERE version_table"), "\(script)")
            return
        }
        #expect(await project.run("check").status == .failure)
        #expect(await project.run("stamp", "head", "--purge").status == .success)
        let checked = await project.run("check")
        #expect(checked.status == .success, "\(checked)")
        let upgraded = await project.run("upgrade", "head")
        #expect(upgraded.status == .success && upgraded.errorOutput == "", "\(upgraded)")
        #expect(await project.run("reseal", "--all").output == "Checksums updated: r30.\n")
        let entries = try await project.query("SELECT detail FROM athanor_log WHERE kind = 'stamp'")
        #expect(try entries.map { try $0["detail", as: String.self] } == ["checksums forgotten: 30"])
        // A second time there is nothing to do, and nothing is entered for it.
        try await #require(project.run("stamp", "base", "--purge").status == .success)
        #expect(await project.run("stamp", "base", "--purge").status == .success)
        #expect(try await project.query("SELECT 1 FROM athanor_log WHERE kind = 'stamp'").count == 2)
    }

    @Test("`reseal --all` accepts the file and forgets the others; `--missing` only forgets")
    func reseal() async throws {
        let project = try await squashed(30)
        let missing = await project.run("reseal", "--missing")
        #expect(missing.status == .success, "\(missing)")
        #expect(missing.output.hasPrefix("Forgotten, without a file: ") && missing.output.hasSuffix("and 19 more.\n"))
        #expect(await project.run("check").output.contains("edited"))
        #expect(await project.run("reseal", "--all").status == .success)
        #expect(await project.run("check").output == "1 applied revision is as it was applied.\n")
        #expect(await project.run("reseal", "--missing").output.contains("every revision that was applied has a file"))
        #expect(await project.run("reseal", "--missing", "--all").status == .usage)

        let other = try await squashed(30)
        #expect(await other.run("reseal", "--all").status == .success)
        #expect(await other.run("check").status == .success)
    }

    @Test("Files of an older checkout do not make it forget what the database is at")
    func olderCheckout() async throws {
        let project = try await squashed(30)
        try project.remove("versions/r30.sql")
        try project.write("versions/r1.sql", "-- 1\n--\n-- revision: r1\n-- down_revision:\n\n-- upgrade\nSELECT 1;\n")
        let outcome = await project.run("reseal", "--missing")
        #expect(outcome.status == .failure && outcome.errorOutput.contains("r30"), "\(outcome)")
        await project.run("reseal", "--all")
        #expect(try await project.query("SELECT 1 FROM athanor_revisions").count == 30)
    }

    @Test("Lists of other kinds are cut too")
    func otherLists() {
        let ids = (1...300).map { RevisionID("r\($0)") }
        #expect(ids.listedBriefly.hasSuffix("r10 and 290 more"))
        #expect(ids.prefix(11).map(\.self).listedBriefly.hasSuffix(", r11"))
    }
}
