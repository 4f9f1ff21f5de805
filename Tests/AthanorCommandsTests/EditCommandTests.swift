import Athanor
import Foundation
import Testing

@testable import AthanorCommands

@Suite struct EditCommandTests {
    private func project() async throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        await project.run("revision", "-m", "one", "--rev-id", "a1")
        await project.run("revision", "-m", "two", "--rev-id", "b2")
        return project
    }

    @Test("The editor may have arguments, and gets the file")
    func theEditorMayHaveArgumentsAndGetsTheFile() async throws {
        let project = try await project()
        let outcome = await project.run(
            "edit", "head", environment: ["EDITOR": "sed -i -e 's/-- upgrade/-- upgrade\\nSELECT 1;/'"])
        #expect(outcome.status == .success, "\(outcome)")
        #expect(try project.read("versions/b2_two.sql").contains("-- upgrade\nSELECT 1;\n"))
        #expect(try !project.read("versions/a1_one.sql").contains("SELECT"))
    }

    @Test("VISUAL overrides EDITOR, and an empty value counts as none")
    func visualWinsOverEditorAndEmptyCountsAsNone() async throws {
        let project = try await project()
        let visual = await project.run("edit", "a1", environment: ["VISUAL": "true", "EDITOR": "false"])
        #expect(visual.status == .success)
        let empty = await project.run("edit", "a1", environment: ["VISUAL": " ", "EDITOR": "false"])
        #expect(empty.status == .failure)
        let none = await project.run("edit", "a1", environment: ["VISUAL": ""])
        #expect(none.status == .failure)
        #expect(none.errorOutput.contains("EDITOR"))
        #expect(none.errorOutput.contains("\(project.path)/versions/a1_one.sql"))
    }

    @Test("An editor that fails makes the command fail")
    func anEditorThatFailsIsPassedOn() async throws {
        let project = try await project()
        let outcome = await project.run("edit", "head", environment: ["EDITOR": "exit 7; :"])
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("ended with exit code 7"), "\(outcome)")
    }

    @Test("A file that no longer holds a revision is reported and kept")
    func whatIsNoRevisionAnyMoreIsSaidAndStays() async throws {
        let project = try await project()
        let outcome = await project.run("edit", "head", environment: ["EDITOR": "sed -i s/down_revision/down/"])
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("b2_two.sql:4:1: error: unknown key \"down\""), "\(outcome)")
        #expect(try project.read("versions/b2_two.sql").contains("-- down: a1"))
    }

    @Test("Names may be relative to the database's current revision")
    func namesMayCountFromWhereTheDatabaseIs() async throws {
        let project = try await project()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        await project.run("upgrade", "head")
        for (name, edited) in [
            ("current", "b2"), ("-1", "a1"), ("head", "b2"), ("heads", "b2"), ("a1", "a1"), ("b2-1", "a1"),
        ] {
            try project.write("noted", "")
            let noting = ["EDITOR": "printf '%s' >'\(project.path)/noted'"]
            let outcome = await project.run("edit", name, environment: noting)
            #expect(outcome.status == .success, "\(name): \(outcome)")
            #expect(try project.read("noted").contains("/\(edited)_"), "\(name)")
            #expect(await project.run("show", name).output.contains("versions/\(edited)_"), "\(name)")
        }
        let json = await project.run("edit", "-1", "--json", environment: ["EDITOR": "true"])
        #expect(json.output.contains("\"revision\" : \"a1\""), "\(json)")
    }

    @Test("A missing name is a usage error, and the base has no file")
    func missingNameIsAUsageError() async throws {
        let project = try await project()
        #expect(await project.run("edit").status == .usage)
        let base = await project.run("edit", "base", environment: ["EDITOR": "true"])
        #expect(base.status == .failure)
        #expect(base.errorOutput.contains("error: base is not a revision: there is no file to edit"))
    }
}
