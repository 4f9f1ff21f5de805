import Athanor
import Testing

@testable import AthanorCommands

@Suite struct RevisionCommandTests {
    private func project(registry: RevisionRegistry? = nil) throws -> TemporaryProject {
        let project = try TemporaryProject(registry: registry)
        try project.write("versions/.gitkeep", "")
        return project
    }

    @Test("Each revision comes after the previous one")
    func eachRevisionComesAfterTheOneBefore() async throws {
        let project = try project()
        let first = await project.run("revision", "-m", "create users", "--rev-id", "a1")
        #expect(first.status == .success)
        #expect(first.lines == ["\(project.path)/versions/a1_create_users.sql"])
        await project.run("revision", "-m", "create posts", "--rev-id", "b2")
        #expect(try project.names(in: "versions") == ["a1_create_users.sql", "b2_create_posts.sql"])
        #expect(try project.read("versions/b2_create_posts.sql").contains("-- down_revision: a1\n"))
        #expect(try project.read("versions/b2_create_posts.sql").hasSuffix("\n"))
    }

    @Test("The kind is that of the newest revision")
    func theKindFollowsTheNewestRevision() async throws {
        let project = try project()
        await project.run("revision", "-m", "one", "--kind", "swift")
        let second = await project.run("revision", "-m", "two")
        #expect(second.output.hasSuffix("_two.swift\n"))
        await project.run("revision", "-m", "three", "--kind", "sql")
        let fourth = await project.run("revision", "-m", "four")
        #expect(fourth.output.hasSuffix("_four.sql\n"))
    }

    @Test("The configured kind overrides that of the newest revision")
    func theConfiguredKindWinsOverThat() async throws {
        let project = try project()
        try project.write("athanor.yaml", "kind: swift\n")
        await project.run("revision", "-m", "one", "--kind", "sql")
        let second = await project.run("revision", "-m", "two")
        #expect(second.output.hasSuffix("_two.swift\n"))
    }

    @Test("With compiled revisions, the first kind is Swift")
    func compiledRevisionsBeginWithSwift() async throws {
        let project = try project(registry: RevisionRegistry([]))
        let outcome = await project.run("revision", "-m", "one")
        #expect(outcome.output.hasSuffix("_one.swift\n"))
    }

    @Test("The head is that of the folder, not that of the executable")
    func headIsThatOfTheFolder() async throws {
        let project = try project(registry: RevisionRegistry([]))
        await project.run("revision", "-m", "one", "--rev-id", "a1")
        await project.run("revision", "-m", "two", "--rev-id", "b2")
        #expect(try project.read("versions/b2_two.swift").contains("downRevisions: [RevisionID] = [\"a1\"]"))
    }

    @Test(
        "An id that could not be used as a name is refused",
        arguments: [
            "a-b", "a@b", "a+b", "a:b", "a b", "a/b", "../a", ".a", "a,b", "a\"b", "head", "base", "current",
        ])
    func anIdThatCouldNotBeNamedIsRefused(id: String) async throws {
        let project = try project()
        let outcome = await project.run("revision", "-m", "one", "--rev-id=\(id)")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("cannot be a revision's id"))
        #expect(try project.names(in: "versions").isEmpty)
    }

    @Test("An id that is taken is refused")
    func anIdThatIsTakenIsRefused() async throws {
        let project = try project()
        await project.run("revision", "-m", "one", "--rev-id", "a1")
        let outcome = await project.run("revision", "-m", "two", "--rev-id", "a1")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("revision a1 exists already"))
        #expect(try project.names(in: "versions") == ["a1_one.sql"])
    }

    @Test("Several heads are named")
    func severalHeadsAreNamed() async throws {
        let project = try project()
        for id in ["a1", "b2"] {
            try project.write(
                "versions/\(id).sql", "-- \(id)\n--\n-- revision: \(id)\n-- down_revision:\n\n-- upgrade\n")
        }
        let outcome = await project.run("revision", "-m", "three")
        #expect(outcome.status == .failure)
        for part in ["there are 2 heads", "a1  a1", "b2  b2", "--head a1", "`athanor merge heads`"] {
            #expect(outcome.errorOutput.contains(part), "\(outcome.errorOutput)")
        }
        #expect(try project.names(in: "versions").count == 2)
    }

    @Test("A message that would be read as a section marker is refused")
    func messageLikeAMarkerIsRefused() async throws {
        let project = try project()
        let outcome = await project.run("revision", "-m", "upgrade")
        #expect(outcome.status == .failure)
        #expect(try project.names(in: "versions").isEmpty)
        // In Swift the word means nothing.
        #expect(await project.run("revision", "-m", "upgrade", "--kind", "swift").status == .success)
    }

    @Test(
        "A message with control characters is refused, and nothing is written",
        arguments: [
            ("esc\u{1B}[31m", "U+001B"), ("\u{7}bell", "U+0007"), ("a\u{7F}", "U+007F"), ("\u{9B}31m", "U+009B"),
        ])
    func controlCharactersAreRefused(message: String, name: String) async throws {
        let project = try project()
        for kind in ["sql", "swift"] {
            let outcome = await project.run("revision", "-m", message, "--kind", kind)
            #expect(outcome.status == .failure)
            #expect(outcome.errorOutput.contains("the message has the control character \(name)"), "\(outcome)")
        }
        #expect(try project.names(in: "versions").isEmpty)
        await project.run("revision", "-m", "a\tb\u{B}\u{C}\u{85}\u{2028}c\n", "--rev-id", "a1")
        #expect(try project.read("versions/a1_a_b_c.sql").hasPrefix("-- a b c\n"))
    }

    @Test("A missing message or folder is explained")
    func aMissingMessageOrFolderIsExplained() async throws {
        let empty = try TemporaryProject()
        let withoutMessage = await empty.run("revision")
        #expect(withoutMessage.status == .usage)
        #expect(withoutMessage.errorOutput.contains("revision -m \"create users\""))
        let withoutFolder = await empty.run("revision", "-m", "one")
        #expect(withoutFolder.status == .failure)
        #expect(withoutFolder.errorOutput.contains("`athanor init`"))
    }
}
