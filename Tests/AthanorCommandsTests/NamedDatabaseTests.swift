import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// Which database a command works on, and that it is said.
@Suite("The database that is worked on")
struct NamedDatabaseTests {
    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("dev.yaml", "database: sqlite:dev.db\n")
        try project.write("athanor.yaml", "database: sqlite:found.db\n")
        try project.write(
            "versions/a1.sql",
            "-- one\n--\n-- revision: a1\n-- down_revision:\n\n-- upgrade\nCREATE TABLE t (id integer);\n\n"
                + "-- downgrade\nDROP TABLE t;\n")
        return project
    }

    @Test("A flag wins over a named file, that over the environment, and that over a file that was found")
    func order() async throws {
        let environment = ["DATABASE_URL": "sqlite:prod.db"]
        let cases: [(arguments: [String], environment: [String: String], file: String, source: String)] = [
            (["-c", "dev.yaml"], environment, "dev.db", "dev.yaml"),
            (["--config", "dev.yaml", "--database", "sqlite:flag.db"], environment, "flag.db", "--database"),
            ([], environment, "prod.db", "DATABASE_URL"),
            ([], environment.merging(["ATHANOR_DATABASE": "sqlite:own.db"]) { $1 }, "own.db", "ATHANOR_DATABASE"),
            ([], [:], "found.db", "athanor.yaml"),
        ]
        for (arguments, environment, file, source) in cases {
            let project = try project()
            let outcome = await project.run(["upgrade", "head"] + arguments, environment: environment)
            #expect(outcome.status == .success, "\(outcome)")
            #expect(
                outcome.databaseLines == ["database \(project.path)/\(file), which does not exist, (from \(source))"],
                "\(outcome)")
            #expect(try project.names().filter { $0.hasSuffix(".db") } == [file])
        }
    }

    @Test("All of a named file wins, not only its database; what it leaves out the environment sets")
    func everyKey() async throws {
        let project = try project()
        try project.write("dev.yaml", "database: sqlite:dev.db\nversion_table: dev_version\n")
        let outcome = await project.run(
            ["upgrade", "head", "-c", "dev.yaml"],
            environment: ["ATHANOR_VERSION_TABLE": "other_version", "ATHANOR_LOCK_WAIT": "soon"])
        #expect(outcome.errorOutput.contains("ATHANOR_LOCK_WAIT"), "\(outcome)")
        let good = await project.run(
            ["upgrade", "head", "-c", "dev.yaml"], environment: ["ATHANOR_VERSION_TABLE": "other_version"])
        #expect(good.status == .success)
        #expect(await project.run("current", "-c", "dev.yaml").output == "a1  (head)  one\n")
    }

    @Test("Each command that moves or reads a database's place names it once, in text and in JSON")
    func everyCommand() async throws {
        let project = try project()
        try await #require(project.run("upgrade", "head").status == .success)
        let file = "\(project.path)/found.db"
        let calls = [
            ["upgrade", "head"], ["downgrade", "base"], ["stamp", "head"], ["current"], ["check"], ["reseal", "--all"],
            ["repair"], ["refresh", "--all"], ["upgrade", "head", "--plan"], ["downgrade", "base", "--plan"],
            ["refresh", "--all", "--plan"], ["refresh", "--stale"], ["refresh", "--stale", "--plan"],
            ["ensure-version"],
            ["check", "--revisions"], ["check", "--views"], ["current", "--check-heads"],
        ]
        for call in calls {
            let outcome = await project.run(call)
            #expect(outcome.databaseLines == ["database \(file) (from athanor.yaml)"], "\(call): \(outcome)")
            #expect(await project.run(call + ["--quiet"]).databaseLines.isEmpty, "\(call)")
            let json = await project.run(call + ["--json"])
            #expect(json.databaseLines.isEmpty, "\(call)")
            let last = try #require(json.output.hasPrefix("{\n") ? json.output : json.lines.last, "\(call): \(json)")
            let document = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
            let database = try #require(document["database"] as? [String: String], "\(call): \(json)")
            #expect(database == ["file": file, "source": "athanor.yaml"], "\(call)")
        }
    }

    @Test("A view without a unique key is not said to keep readers waiting where it does not")
    func uniqueKey() async throws {
        let project = try project()
        try project.write(
            "versions/b2.sql",
            "-- two\n--\n-- revision: b2\n-- down_revision: a1\n\n-- upgrade\nCREATE MATERIALIZED VIEW m AS SELECT id FROM t;\n\n"
                + "-- downgrade\nDROP MATERIALIZED VIEW m;\n")
        try await #require(project.run("upgrade", "head").status == .success)
        let outcome = await project.run("views", "show", "m")
        #expect(outcome.output.contains("none: a refresh needs none"), "\(outcome)")
    }

    @Test("Each command that shows what a database holds names it for people", arguments: [true, false])
    func readingCommands(exists: Bool) async throws {
        let project = try project()
        if exists {
            try project.write(
                "versions/b2.sql",
                "-- two\n--\n-- revision: b2\n-- down_revision: a1\n\n-- upgrade\nCREATE VIEW v AS SELECT id FROM t;\n\n"
                    + "-- downgrade\nDROP VIEW v;\n")
            try await #require(project.run("upgrade", "head").status == .success)
        }
        for call in [["views"], ["views", "show", "v"], ["views", "graph"], ["log"]] {
            let outcome = await project.run(call)
            #expect(
                outcome.databaseLines
                    == [
                        "database \(project.path)/found.db\(exists ? "" : ", which does not exist,") (from athanor.yaml)"
                    ],
                "\(call): \(outcome)")
            #expect(await project.run(call + ["--quiet"]).databaseLines.isEmpty, "\(call)")
            #expect(await project.run(call + ["--json"]).databaseLines.isEmpty, "\(call)")
        }
        #expect(try project.names().contains("found.db") == exists)
    }

    @Test("A file that does not exist yet is named by commands that only read, and not created")
    func missingFile() async throws {
        let project = try project()
        let file = "\(project.path)/found.db"
        for call in [
            ["current"], ["check"], ["repair"], ["refresh", "--all"], ["refresh", "--stale", "--plan"],
            ["upgrade", "head", "--plan"],
        ] {
            let outcome = await project.run(call)
            #expect(
                outcome.databaseLines == ["database \(file), which does not exist, (from athanor.yaml)"],
                "\(call): \(outcome)")
            let json = await project.run(call + ["--json"])
            let last = try #require(json.output.hasPrefix("{\n") ? json.output : json.lines.last, "\(call): \(json)")
            let document = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
            #expect(
                document["database"] as? [String: String] == ["file": file, "source": "athanor.yaml"],
                "\(call): \(json)")
        }
        #expect(try project.names().contains("found.db") == false)
    }

    @Test("A run that fails says where, too")
    func failures() async throws {
        let project = try project()
        try project.write(
            "versions/b2.sql",
            "-- two\n--\n-- revision: b2\n-- down_revision: a1\n\n-- upgrade\nSELECT 1 FROM nothing;\n\n-- downgrade\n")
        let outcome = await project.run("upgrade", "head", "--json")
        #expect(outcome.status == .failure)
        let last = try #require(outcome.lines.last)
        #expect(last.contains("\"event\":\"failed\"") && last.contains("\"file\":\"\(project.path)/found.db\""))
    }
}
