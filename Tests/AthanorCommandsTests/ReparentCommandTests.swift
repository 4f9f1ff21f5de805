import Athanor
import Foundation
import Testing

@testable import AthanorCommands

@Suite struct ReparentCommandTests {
    /// a1 ← b2, a1 ← c3 ← d4.
    private func branched(registry: RevisionRegistry? = nil) async throws -> TemporaryProject {
        let project = try TemporaryProject(registry: registry)
        try project.write("versions/.gitkeep", "")
        for (id, head) in [("a1", "base"), ("b2", "a1"), ("c3", "a1"), ("d4", "c3")] {
            await project.run(
                "revision", "-m", "make \(id)", "--rev-id", id, "--head", head, "--splice", "--kind", "sql")
        }
        return project
    }

    private func down(_ project: TemporaryProject, _ id: String) throws -> [RevisionID] {
        let source = SourceText(path: id, text: try project.read("versions/\(id)_make_\(id).sql"))
        return try SQLRevisionFile(source).header.node.downRevisions
    }

    @Test("A branch moves onto another")
    func aBranchMovesOntoAnother() async throws {
        let project = try await branched()
        let before = try project.read("versions/c3_make_c3.sql")
        let outcome = await project.run("reparent", "c3", "--onto", "b2")
        #expect(outcome.status == .success, "\(outcome)")
        #expect(
            outcome.lines == [
                "c3  make c3", "    comes after  a1 → b2", "    changed      \(project.path)/versions/c3_make_c3.sql",
                "    with it      d4", "No database was asked whether it is applied: none is configured.",
            ])
        #expect(
            try project.read("versions/c3_make_c3.sql")
                == before.replacingOccurrences(of: "down_revision: a1", with: "down_revision: b2"))
        #expect(await project.run("heads").lines.count == 1)
        let again = await project.run("reparent", "c3", "--onto", "b2")
        #expect(again.lines.first == "Nothing to do: c3 comes after b2 already.")
        let quiet = await project.run("reparent", "c3", "--onto", "base", "-q")
        #expect(quiet.status == .success && quiet.output.isEmpty)
        #expect(try down(project, "c3") == [])
    }

    @Test("The changes are printed as JSON")
    func machinesReadWhatChanged() async throws {
        let project = try await branched()
        let outcome = await project.run("reparent", "c3", "--onto", "b2", "--json")
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(document["before"] as? [String] == ["a1"])
        #expect(document["after"] as? [String] == ["b2"])
        #expect(document["followers"] as? [String] == ["d4"])
        #expect(document["is_changed"] as? Bool == true)
        #expect(document["database_was_asked"] as? Bool == false)
    }

    @Test("An applied revision is not moved")
    func whatIsAppliedStaysWhereItIs() async throws {
        let project = try await branched()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        await project.run("upgrade", "c3")
        let applied = await project.run("reparent", "c3", "--onto", "b2")
        #expect(applied.status == .failure)
        #expect(applied.errorOutput.contains("revision c3 is applied: the database is at c3"), "\(applied)")
        #expect(try down(project, "c3") == ["a1"])
        // What comes after it is not applied, and neither is the other branch.
        let other = await project.run("reparent", "b2", "--onto", "d4")
        #expect(other.status == .success, "\(other)")
        #expect(!other.output.contains("No database was asked"))
        #expect(try down(project, "b2") == ["d4"])
        let steps = await project.run("reparent", "current", "--onto", "base")
        #expect(steps.errorOutput.contains("revision c3 is applied"), "\(steps)")
        let byStep = await project.run("reparent", "c3-1", "--onto", "base")
        #expect(byStep.errorOutput.contains("revision a1 is applied"), "\(byStep)")
    }

    @Test("A database that does not answer is not taken for one without applied revisions")
    func unreachableDatabaseIsAnError() async throws {
        let project = try await branched()
        try project.write("broken.db", String(repeating: "no database ", count: 100))
        let url = ["DATABASE_URL": "sqlite:broken.db"]
        let refused = await project.run("reparent", "c3", "--onto", "b2", environment: url)
        #expect(refused.status == .failure)
        #expect(refused.errorOutput.contains("--without-database"), "\(refused)")
        #expect(try down(project, "c3") == ["a1"])
        let unasked = await project.run("reparent", "c3", "--onto", "b2", "--without-database", environment: url)
        #expect(unasked.status == .success)
        #expect(unasked.lines.last == "No database was asked whether it is applied.")
        #expect(try down(project, "c3") == ["b2"])
    }

    @Test("Nothing is moved while the database holds a revision that no file has")
    func unknownRevisionsAreRefused() async throws {
        let project = try await branched()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        await project.run("upgrade", "b2")
        let other = try project.read("versions/b2_make_b2.sql")
        try project.remove("versions/b2_make_b2.sql")
        let outcome = await project.run("reparent", "d4", "--onto", "a1")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("revisions without a file, b2"), "\(outcome)")
        try project.write("versions/b2_make_b2.sql", other)
        #expect(await project.run("reparent", "d4", "--onto", "a1").status == .success)
    }

    @Test("An unclear or impossible move changes nothing")
    func whatIsUnclearOrImpossibleChangesNothing() async throws {
        let project = try await branched()
        await project.run("merge", "heads", "--rev-id", "m1")
        let before = try project.names(in: "versions").map { try project.read("versions/\($0)") }
        for (arguments, message) in [
            (["c3", "--onto", "c3"], "cannot come after itself"), (["c3", "--onto", "d4"], "'d4' comes after 'c3'"),
            (["m1", "--onto", "a1"], "--from b2"),
            (["m1", "--onto", "a1", "--from", "a1"], "'a1' is not a down revision of 'm1'"),
            (["nothing", "--onto", "a1"], "nothing"), (["c3", "--onto", "nothing"], "nothing"),
            (["current", "--onto", "a1"], "no database was asked"),
            (["base", "--onto", "a1"], "error: base is not a revision"),
        ] {
            let outcome = await project.run(["reparent"] + arguments)
            #expect(outcome.status == .failure, "\(arguments)")
            #expect(outcome.errorOutput.contains(message), "\(outcome.errorOutput)")
        }
        #expect(try project.names(in: "versions").map { try project.read("versions/\($0)") } == before)
        #expect(await project.run("reparent", "c3").status == .usage)
        #expect(await project.run("reparent").status == .usage)
        let merged = await project.run("reparent", "m1", "--onto", "c3", "--from", "d4")
        #expect(merged.output.contains("comes after  b2, d4 → b2, c3"), "\(merged)")
    }

    @Test("An executable with compiled revisions says to build it again")
    func compiledRevisionsNeedABuild() async throws {
        let project = try await branched(registry: RevisionRegistry([]))
        let outcome = await project.run("reparent", "c3", "--onto", "b2")
        #expect(outcome.lines.last?.contains("Build this executable again") == true, "\(outcome)")
    }
}
