import Athanor
import Foundation
import Testing

@testable import AthanorCommands

@Suite struct ConfigurationTests {
    @Test("Flags override the environment, and the environment overrides the file")
    func flagsWinOverEnvironmentOverFile() throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "role: file\nkind: sql\nversion_table: file\n")
        let configuration = try Configuration(
            flags: [.role: "flag"], configurationPath: nil,
            invocation: project.invocation(["ATHANOR_ROLE": "environment", "ATHANOR_VERSION_TABLE": "environment"]))
        #expect(configuration[.role]?.text == "flag")
        #expect(configuration[.versionTable]?.text == "environment")
        #expect(configuration[.kind]?.text == "sql")
        #expect(configuration[.versionTableSchema] == nil)
    }

    @Test("ATHANOR_DATABASE overrides DATABASE_URL")
    func theOwnVariableWinsOverTheCommonOne() throws {
        let project = try TemporaryProject()
        let common = ["DATABASE_URL": "sqlite:common.db"]
        let both = common.merging(["ATHANOR_DATABASE": "sqlite:own.db"]) { $1 }
        func database(_ environment: [String: String]) throws -> String? {
            try Configuration(flags: [:], configurationPath: nil, invocation: project.invocation(environment))[
                .database]?
                .text
        }
        #expect(try database(common) == "sqlite:common.db")
        #expect(try database(both) == "sqlite:own.db")
        #expect(try database(["DATABASE_URL": ""]) == nil)
    }

    @Test("Paths in the file start from its folder, and others from the working directory")
    func pathsStartFromTheirFolder() throws {
        let project = try TemporaryProject()
        try project.write("conf/athanor.yaml", "versions: revisions\ndatabase: sqlite:app.db\n")
        let invocation = project.invocation()
        let ofFile = try Configuration(flags: [:], configurationPath: "conf/athanor.yaml", invocation: invocation)
        #expect(ofFile.versionLocations == ["\(project.path)/conf/revisions"])
        #expect(ofFile[.database].map(ofFile.baseDirectory(of:)) == "\(project.path)/conf")
        let ofFlags = try Configuration(
            flags: [.versions: "revisions", .database: "sqlite:app.db"], configurationPath: "conf/athanor.yaml",
            invocation: invocation)
        #expect(ofFlags.versionLocations == ["\(project.path)/revisions"])
        #expect(ofFlags[.database].map(ofFlags.baseDirectory(of:)) == project.path)
    }

    @Test("A configuration file that is named must exist")
    func aFileThatIsNamedMustExist() async throws {
        let project = try TemporaryProject()
        let byFlag = await project.run("heads", "-c", "other.yaml")
        #expect(byFlag.status == .failure)
        #expect(byFlag.errorOutput.contains("there is no configuration file other.yaml"))
        let byEnvironment = await project.run("heads", environment: ["ATHANOR_CONFIG": "other.yaml"])
        #expect(byEnvironment.errorOutput.contains("there is no configuration file other.yaml"))
    }

    @Test("A missing database is explained with what to write, and where")
    func missingDatabaseIsExplained() async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        let outcome = await project.run("current")
        #expect(outcome.status == .failure)
        for part in ["database: sqlite:app.db", "DATABASE_URL=sqlite:app.db", "--database sqlite:app.db"] {
            #expect(outcome.errorOutput.contains(part))
        }
    }

    @Test("For a URL scheme that is not linked, the error lists those that are")
    func unlinkedSchemeListsLinkedOnes() async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        try project.write("athanor.yaml", "database: mysql://joe:secret@host/db\n")
        let outcome = await project.run("current")
        #expect(outcome.errorOutput.contains("athanor.yaml:1:11: error: "))
        #expect(outcome.errorOutput.contains("\"mysql:\""))
        #expect(outcome.errorOutput.contains("It has SQLite"))
    }

    @Test(
        "No password from the command line or the environment is shown",
        arguments: ["joe:secret@host/db", "mysql://joe:secret@host/db", "sqlite:/nowhere?password=secret"])
    func noPasswordIsShownFromOutside(url: String) async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        let byFlag = await project.run("current", "--verbose", "--database", url)
        let byEnvironment = await project.run("current", "--verbose", environment: ["DATABASE_URL": url])
        #expect(byFlag.status != .success)
        #expect(!(byFlag.output + byFlag.errorOutput).contains("secret"))
        #expect(byEnvironment.status != .success)
        #expect(!(byEnvironment.output + byEnvironment.errorOutput).contains("secret"))
    }

    @Test(
        "No password from the file is shown",
        arguments: [
            "database: mysql://joe:secret@host/db", "database: joe:secret@host/db",
            "database: mysql://joe:sec:ret@host/db",
            "{ database: mysql://joe:secret@host/db, rol: x }", "postgres://joe:secret@host/db",
            "database: postgres://joe:secret@host/db: x", "postgres://joe:secret@host/db: x",
            "database: mysql://host/db?password=secret",
        ])
    func noPasswordIsShownFromTheFile(text: String) async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        try project.write("athanor.yaml", text)
        let outcome = await project.run("current")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.hasPrefix("athanor.yaml:1:"))
        #expect(!outcome.errorOutput.contains("secret"))
        #expect(!outcome.errorOutput.contains("ret@"))
    }

    @Test("The error about a wrong value says where the value comes from")
    func aWrongValueSaysWhereItComesFrom() async throws {
        let project = try TemporaryProject()
        try project.write("versions/.gitkeep", "")
        try project.write("athanor.yaml", "database: sqlite:app.db\nlock_wait: soon\n")
        let ofFile = await project.run("upgrade", "head")
        #expect(ofFile.status == .failure)
        #expect(ofFile.errorOutput.hasPrefix("athanor.yaml:2:12: error: \"soon\" is not a time to wait"))
        let ofEnvironment = await project.run("upgrade", "head", environment: ["ATHANOR_LOCK_WAIT": "later"])
        #expect(ofEnvironment.status == .failure)
        #expect(ofEnvironment.errorOutput.contains("environment variable ATHANOR_LOCK_WAIT: \"later\""))
        let ofFlag = await project.run("upgrade", "head", "--lock-wait", "never")
        #expect(ofFlag.status == .usage)
        #expect(ofFlag.errorOutput.contains("--lock-wait: \"never\""))
    }

    @Test("Times to wait are read with their units")
    func timesToWaitAreReadWithTheirUnits() {
        #expect(WaitingTime("0")?.duration == .zero)
        #expect(WaitingTime("500ms")?.duration == .milliseconds(500))
        #expect(WaitingTime("30s")?.duration == .seconds(30))
        #expect(WaitingTime("1h30m")?.duration == .seconds(5_400))
        #expect(WaitingTime("forever") != nil)
        #expect(WaitingTime("forever")?.duration == nil)
    }

    @Test(
        "Texts in another form are not times",
        arguments: ["", "5", "s", "5 s", "-5s", "5d", "1.5s", "99999999999999999999s", "9223372036854775807h"])
    func otherTextsAreNoTimes(text: String) {
        #expect(WaitingTime(text) == nil)
    }
}
