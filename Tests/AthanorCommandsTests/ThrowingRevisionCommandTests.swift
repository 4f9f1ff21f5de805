import Athanor
import Testing

@testable import AthanorCommands

/// Commands on a revision whose `upgrade` throws without an argument of the command line.
@Suite struct ThrowingRevisionCommandTests {
    struct FirstTenant: Revision {
        static let revision: RevisionID = "a1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) throws -> OperationList {
            op.execute("CREATE TABLE \(try op.argument("tenant")) (id integer)", reverse: "DROP TABLE acme")
        }
    }

    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject(
            registry: RevisionRegistry([.swift(FirstTenant.self, path: "Versions/a1.swift", message: "tenant")]))
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        return project
    }

    private static let advice =
        "Give it on the command line, `-x tenant=…`, or in code, in `MigratorOptions.arguments`."

    @Test(
        "Commands that plan the revision fail, and name it, its file and the argument",
        arguments: [["upgrade", "head"], ["upgrade", "head", "--plan"], ["upgrade", "head", "--sql"]])
    func planning(_ arguments: [String]) async throws {
        let project = try project()
        let outcome = await project.run(arguments)
        #expect(outcome.status == .failure)
        #expect(
            outcome.errorOutput.contains("error: Versions/a1.swift: revision a1: the argument \"tenant\" is missing\n"),
            "\(outcome)")
        #expect(outcome.errorOutput.contains(Self.advice), "\(outcome)")
        #expect(await project.run(["-x", "tenant=acme"].reduce(into: arguments) { $0.append($1) }).status == .success)
    }

    @Test("`show` shows the revision, and the error in place of its operations")
    func show() async throws {
        let project = try project()
        let outcome = await project.run("show", "head")
        #expect(outcome.status == .success)
        #expect(
            outcome.output.contains(
                """
                upgrade
                    (cannot be shown: the argument "tenant" is missing)
                    \(Self.advice)
                """), "\(outcome)")
        let json = await project.run("show", "head", "--json").output
        #expect(json.contains("the argument \\\"tenant\\\" is missing. Give it on the command line"), "\(json)")
        let given = await project.run("show", "head", "-x", "tenant=acme").output
        #expect(given.contains("    execute CREATE TABLE acme (id integer)"), "\(given)")
    }

    @Test("`stamp` records it, and says what it cannot know; `check` of the stamped history passes")
    func stamp() async throws {
        let project = try project()
        let outcome = await project.run("stamp", "head")
        #expect(outcome.status == .success, "\(outcome)")
        #expect(
            (outcome.output + outcome.errorOutput).contains(
                "revision a1: what it does to views cannot be known without running it: Versions/a1.swift: the argument "
                    + "\"tenant\" is missing. \(Self.advice)"), "\(outcome)")
        #expect(await project.run("check", "--revisions").status == .success)
    }
}
