import Foundation
import Testing

@testable import AthanorCommands

@Suite struct InitCommandTests {
    @Test("The template sql makes a configuration file and a folder")
    func sqlTemplate() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init")
        #expect(outcome.status == .success)
        #expect(try project.names() == ["athanor.yaml", "versions"])
        #expect(try project.names(in: "versions").isEmpty)
        let current = await project.run("current", environment: ["DATABASE_URL": "sqlite:app.db"])
        #expect(current.status == .success)
    }

    @Test("No existing file is overwritten")
    func nothingThatExistsIsOverwritten() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "role: mine\n")
        try project.write("versions/a.sql", "mine")
        let outcome = await project.run("init")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("the folder has these already: athanor.yaml, versions\n"))
        #expect(try project.read("athanor.yaml") == "role: mine\n")
        #expect(try project.names(in: "versions") == ["a.sql"])
    }

    @Test("A file that cannot be written is named, with the files that were written before it")
    func aFileThatCannotBeWritten() async throws {
        let project = try TemporaryProject()
        try project.write("checkout/Package.swift", "")
        try project.write("tool/Sources", "a file where a folder must be")
        let outcome = await project.run("init", "tool", "--template", "swift", "--athanor", "checkout")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("tool/Sources/Migrations/Migrations.swift cannot be written"))
        #expect(outcome.errorOutput.contains("Written before that: tool/Package.swift."), "\(outcome.errorOutput)")
        #expect(try project.names(in: "tool") == ["Package.swift", "Sources"])
    }

    @Test("An empty folder for revisions is not in the way")
    func anEmptyFolderForRevisionsIsNotInTheWay() async throws {
        let project = try TemporaryProject()
        try FileManager.default.createDirectory(
            atPath: "\(project.path)/versions", withIntermediateDirectories: false)
        #expect(await project.run("init").status == .success)
    }

    @Test("A missing folder is made")
    func aFolderThatIsNotThereIsMade() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init", "db/main")
        #expect(outcome.status == .success)
        #expect(outcome.output.contains("wrote db/main/athanor.yaml"))
        #expect(try project.names(in: "db/main") == ["athanor.yaml", "versions"])
    }

    @Test("The template swift makes a package that finds Athanor in another checkout")
    func swiftTemplateWithACheckout() async throws {
        let project = try TemporaryProject()
        try project.write("a \"b\"/Package.swift", "")
        let outcome = await project.run("init", "tool", "--template", "swift", "--athanor", "a \"b\"")
        #expect(outcome.status == .success)
        #expect(try project.names(in: "tool") == ["Package.swift", "Sources", "Tests", "athanor.yaml"])
        #expect(try project.names(in: "tool/Sources") == ["Migrations", "migrate"])
        let manifest = try project.read("tool/Package.swift")
        #expect(manifest.contains(".package(name: \"Athanor\", path: \"\(project.path)/a \\\"b\\\"\")"))
        #expect(try project.read("tool/athanor.yaml").contains("versions: Sources/Migrations/Versions\nkind: swift\n"))
    }

    @Test("The template swift names a repository by the last part of its URL")
    func swiftTemplateWithARepository() async throws {
        let project = try TemporaryProject()
        await project.run("init", "-t", "swift", "--athanor", "https://example.org/team/athanor-fork.git")
        let manifest = try project.read("Package.swift")
        #expect(
            manifest.contains(".package(url: \"https://example.org/team/athanor-fork.git\", branch: \"main\")"))
        #expect(manifest.contains(".plugin(name: \"DiscoverRevisions\", package: \"athanor-fork\")"))
    }

    @Test("A folder that is not a checkout is refused")
    func aCheckoutThatIsNoneIsRefused() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init", "-t", "swift", "--athanor", "nowhere")
        #expect(outcome.status == .usage)
        #expect(try project.names().isEmpty)
    }

    @Test("An empty folder name is refused")
    func anEmptyNameOfAFolderIsNoFolder() async throws {
        let project = try TemporaryProject()
        #expect(await project.run("init", "").status == .usage)
        #expect(try project.names().isEmpty)
    }

    @Test("An unknown template is a usage error")
    func anUnknownTemplateIsAUsageError() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init", "-t", "swfit")
        #expect(outcome.status == .usage)
        #expect(outcome.errorOutput.contains("Did you mean \"swift\"?"))
        #expect(try project.names().isEmpty)
    }
}
