import Foundation
import Testing

@testable import AthanorCommands

@Suite struct InitCommandTests {
    @Test func theTemplateSQLMakesAConfigurationAndAFolder() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init")
        #expect(outcome.status == .success)
        #expect(try project.names() == ["athanor.yaml", "versions"])
        #expect(try project.names(in: "versions").isEmpty)
        let current = await project.run("current", environment: ["DATABASE_URL": "sqlite:app.db"])
        #expect(current.status == .success)
    }

    @Test func nothingThatExistsIsOverwritten() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "role: mine\n")
        try project.write("versions/a.sql", "mine")
        let outcome = await project.run("init")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("exists already: athanor.yaml, versions\n"))
        #expect(try project.read("athanor.yaml") == "role: mine\n")
        #expect(try project.names(in: "versions") == ["a.sql"])
    }

    @Test func anEmptyFolderForRevisionsIsNotInTheWay() async throws {
        let project = try TemporaryProject()
        try FileManager.default.createDirectory(
            atPath: "\(project.path)/versions", withIntermediateDirectories: false)
        #expect(await project.run("init").status == .success)
    }

    @Test func aFolderThatIsNotThereIsMade() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init", "db/main")
        #expect(outcome.status == .success)
        #expect(outcome.output.contains("wrote db/main/athanor.yaml"))
        #expect(try project.names(in: "db/main") == ["athanor.yaml", "versions"])
    }

    @Test func theTemplateSwiftMakesAPackageThatFindsAthanorInAnotherCheckout() async throws {
        let project = try TemporaryProject()
        try project.write("a \"b\"/Package.swift", "")
        let outcome = await project.run("init", "tool", "--template", "swift", "--athanor", "a \"b\"")
        #expect(outcome.status == .success)
        #expect(try project.names(in: "tool") == ["Package.swift", "Sources", "athanor.yaml"])
        let manifest = try project.read("tool/Package.swift")
        #expect(manifest.contains(".package(name: \"Athanor\", path: \"\(project.path)/a \\\"b\\\"\")"))
        #expect(try project.read("tool/athanor.yaml").contains("versions: Sources/migrate/Versions\nkind: swift\n"))
    }

    @Test func theTemplateSwiftNamesARepositoryByItsLastPart() async throws {
        let project = try TemporaryProject()
        await project.run("init", "-t", "swift", "--athanor", "https://example.org/team/athanor-fork.git")
        let manifest = try project.read("Package.swift")
        #expect(
            manifest.contains(".package(url: \"https://example.org/team/athanor-fork.git\", branch: \"main\")"))
        #expect(manifest.contains(".plugin(name: \"DiscoverRevisions\", package: \"athanor-fork\")"))
    }

    @Test func aCheckoutThatIsNoneIsRefused() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init", "-t", "swift", "--athanor", "nowhere")
        #expect(outcome.status == .usage)
        #expect(try project.names().isEmpty)
    }

    @Test func anEmptyNameOfAFolderIsNoFolder() async throws {
        let project = try TemporaryProject()
        #expect(await project.run("init", "").status == .usage)
        #expect(try project.names().isEmpty)
    }

    @Test func anUnknownTemplateIsAUsageError() async throws {
        let project = try TemporaryProject()
        let outcome = await project.run("init", "-t", "swfit")
        #expect(outcome.status == .usage)
        #expect(outcome.errorOutput.contains("Did you mean \"swift\"?"))
        #expect(try project.names().isEmpty)
    }
}
