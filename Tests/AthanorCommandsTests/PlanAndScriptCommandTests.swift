import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// What `--plan`, `--sql` and `--json` print, in this process, on SQLite.
@Suite struct PlanAndScriptCommandTests {
    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write(
            "versions/a1.sql",
            """
            -- create users
            --
            -- revision: a1
            -- down_revision:

            -- upgrade
            CREATE TABLE users (
                id integer
            );
            VACUUM;
            CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM users;

            -- downgrade
            DROP MATERIALIZED VIEW counted;
            DROP TABLE users;

            """)
        try project.write(
            "versions/b2.sql",
            """
            -- fail
            --
            -- revision: b2
            -- down_revision: a1

            -- upgrade
            INSERT INTO missing VALUES (1);

            """)
        return project
    }

    private func events(_ outcome: TemporaryProject.Outcome) throws -> [[String: Any]] {
        try outcome.lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test("A plan shows each revision with its statements, and runs nothing")
    func planRunsNothing() async throws {
        let project = try project()
        let outcome = await project.run("upgrade", "a1", "--plan")
        #expect(outcome.status == .success)
        #expect(
            outcome.output == """
                upgrade  a1  create users
                    \(project.path)/versions/a1.sql
                    CREATE TABLE users (
                        id integer
                    );
                    -- outside a transaction:
                    VACUUM;
                    -- resolved when it runs: create materialized view counted

                1 revision, 2 statements, 1 committed by itself, 1 step resolved only when run. Nothing was run.

                """)
        #expect(!FileManager.default.fileExists(atPath: "\(project.path)/app.db"))
        await project.run("upgrade", "a1")
        #expect(
            await project.run("upgrade", "a1", "--plan").output
                == "Nothing to do: the database is at a1.\n")
        let down = await project.run("downgrade", "-1", "--plan")
        #expect(down.lines.first == "downgrade  a1  create users")
        #expect(await project.run("current").output.hasPrefix("a1"))
    }

    @Test("A plan of a range does not query the database")
    func aPlanOfARangeAsksNoDatabase() async throws {
        let project = try project()
        let outcome = await project.run("upgrade", "a1:head", "--plan")
        #expect(outcome.lines.first == "upgrade  b2  fail")
        let down = await project.run("downgrade", "b2:a1", "--plan")
        #expect(down.status == .failure)
        #expect(down.errorOutput.contains("cannot be undone"))
    }

    @Test("A plan with --json is one document")
    func aPlanIsOneDocumentForMachines() async throws {
        let project = try project()
        let outcome = await project.run("upgrade", "head", "--plan", "--json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(document["direction"] as? String == "upgrade")
        #expect(document["rows"] as? [String] == [])
        let revisions = try #require(document["revisions"] as? [[String: Any]])
        #expect(revisions.map { ($0["revision"] as? [String: Any])?["revision"] as? String } == ["a1", "b2"])
        #expect(revisions.map { $0["rows_added"] as? [String] } == [["a1"], ["b2"]])
        let operations = try #require(revisions.first?["operations"] as? [[String: Any]])
        let statements = try #require(operations.first?["statements"] as? [[String: Any]])
        #expect(
            statements.map { $0["execution"] as? String } == ["in_transaction", "alone", "resolved_when_run"])
    }

    @Test("A run with --json prints a line for each event")
    func aRunIsALineOfJSONForEachEvent() async throws {
        let project = try project()
        let first = await project.run("upgrade", "a1", "--json")
        #expect(first.status == .success)
        let lines = try events(first)
        #expect(lines.map { $0["event"] as? String } == ["started", "finished", "done"])
        #expect(lines[1]["revision"] as? String == "a1")
        #expect(lines[1]["message"] as? String == "create users")
        #expect((lines[1]["duration_ms"] as? Int).map { $0 >= 0 } == true)
        #expect(lines[2]["rows"] as? [String] == ["a1"])

        let failing = await project.run("upgrade", "head", "--json")
        #expect(failing.status == .failure)
        let failure = try #require(try events(failing).last)
        #expect(failure["event"] as? String == "failed")
        #expect((failure["message"] as? String)?.contains("no such table: missing") == true)
        #expect((failure["place"] as? [String: Any])?["line"] as? Int == 7)
        #expect((failure["state"] as? String)?.contains("the database is at a1") == true)
        #expect(failing.errorOutput.contains("error:"))

        let stamp = try events(await project.run("stamp", "base", "--json"))
        #expect(stamp.map { $0["event"] as? String } == ["stamped_views", "done"])
        let forgotten = stamp.first?["views"] as? [[String: String]]
        #expect(forgotten == [["view": "counted", "revision": "a1", "finding": "forgotten"]])
        #expect(stamp.last?["rows"] as? [String] == [])
    }

    @Test("With --quiet, successes print nothing")
    func quietPrintsNothingOfWhatSucceeds() async throws {
        let project = try project()
        for arguments in [["upgrade", "a1"], ["stamp", "a1"], ["refresh", "counted"], ["downgrade", "base"]] {
            let outcome = await project.run(arguments + ["-q"])
            #expect(outcome.status == .success)
            #expect(outcome.output == "" && outcome.errorOutput == "", "\(arguments): \(outcome)")
        }
        #expect(await project.run("current", "-q").output != "")
        #expect(await project.run("upgrade", "head", "-q").errorOutput.contains("no such table"))
    }

    @Test("A script is printed for the configured database or for the named dialect")
    func scriptIsPrintedForItsDialect() async throws {
        let project = try project()
        let configured = await project.run("upgrade", "a1", "--sql")
        #expect(configured.status == .success)
        #expect(configured.output.contains("\n.bail on\n"))
        #expect(configured.output.contains("-- Running upgrade base -> a1, create users\n"))
        #expect(!FileManager.default.fileExists(atPath: "\(project.path)/app.db"))
        try project.write("athanor.yaml", "")
        let unknown = await project.run("upgrade", "a1", "--sql")
        #expect(unknown.status == .usage)
        #expect(unknown.errorOutput.contains("--dialect sqlite"))
        let mistyped = await project.run("upgrade", "a1", "--sql", "--dialect", "sqlit")
        #expect(mistyped.status == .usage)
        #expect(mistyped.errorOutput.contains("Did you mean \"sqlite\"?"))
        let named = await project.run("downgrade", "b2:b2", "--sql", "--dialect", "sqlite")
        #expect(named.output.contains("-- Nothing to do"))
        let alone = await project.run("upgrade", "a1", "--dialect", "sqlite")
        #expect(alone.status == .usage)
        #expect(alone.errorOutput.contains("--dialect needs --sql"))
        let both = await project.run("upgrade", "a1", "--sql", "--plan")
        #expect(both.status == .usage)
    }

    @Test("Views and refreshes are printed as JSON")
    func viewsAndRefreshesSpeakJSON() async throws {
        let project = try project()
        await project.run("upgrade", "a1")
        let refreshed = try events(await project.run("refresh", "counted", "--json"))
        #expect(refreshed.map { $0["event"] as? String } == ["planned", "started", "finished", "done"])
        #expect(refreshed[2]["rows"] as? Int == 1)
        #expect(refreshed.last?["views"] as? [String] == ["counted"])
        let views = await project.run("views", "--json", "--exact")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(views.output.utf8)) as? [[String: Any]])
        #expect(document.first?["name"] as? String == "counted")
        #expect(document.first?["rows"] as? Int == 1)
        #expect((document.first?["last_refresh"] as? String)?.hasSuffix("Z") == true)
    }

    @Test("The version table can be made before anything else")
    func versionTableIsMadeFirst() async throws {
        let project = try project()
        let outcome = await project.run("ensure-version")
        #expect(outcome.status == .success)
        #expect(outcome.output == "The version table athanor_version exists.\n")
        #expect(try await project.query("SELECT count(*) AS n FROM athanor_version").first?["n", as: Int64.self] == 0)
        #expect(await project.run("ensure-version").status == .success)
        #expect(await project.run("ensure_version", "--sql").output.contains("CREATE TABLE IF NOT EXISTS"))
    }

    @Test("stamp --purge replaces all rows")
    func stampPurgeReplacesWhateverWasThere() async throws {
        let project = try project()
        await project.run("stamp", "b2")
        let purged = await project.run("stamp", "a1", "--purge", "--tag", "x")
        #expect(
            purged.output == """
                view counted: does not exist; nothing is recorded for it (named by revision a1)
                Recorded: the database is at a1.

                """)
        #expect(
            try await project.query("SELECT version_num FROM athanor_version").map {
                try $0["version_num", as: String.self]
            } == [
                "a1"
            ])
    }

    @Test(
        "A script is not printed as JSON",
        arguments: [["upgrade", "head"], ["downgrade", "a1:base"], ["stamp", "head"], ["ensure-version"]])
    func aScriptIsNotPrintedAsJSON(_ arguments: [String]) async throws {
        let outcome = try await project().run(arguments + ["--sql", "--json"])
        #expect(outcome.status == .usage)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errorOutput.contains("--sql and --json contradict each other"), "\(outcome)")
    }

    @Test("A stamp with a revision that another implies is refused")
    func stampWithAnImpliedRevision() async throws {
        let project = try project()
        for arguments in [
            ["stamp", "a1", "b2"], ["stamp", "heads", "a1", "--sql"], ["stamp", "b2", "a1", "--purge"],
        ] {
            let outcome = await project.run(arguments)
            #expect(outcome.status == .failure, "\(arguments): \(outcome)")
            #expect(outcome.errorOutput.contains("'a1' is implied by another"), "\(outcome)")
        }
        #expect(await project.run("upgrade", "a1").status == .success)
    }

    @Test("A range may begin with steps down from the heads")
    func rangeFromSteps() async throws {
        let project = try project()
        for (command, steps, range) in [
            ("upgrade", "-1:heads", "a1:b2"), ("upgrade", "-1:b2", "a1:b2"), ("downgrade", "-1:base", "a1:base"),
        ] {
            for flags in [["--plan"], ["--sql", "--dialect", "sqlite"]] {
                let wanted = await project.run([command, range] + flags)
                let outcome = await project.run([command, steps] + flags)
                #expect(outcome.status == wanted.status)
                #expect(outcome.output == wanted.output, "\(outcome)")
                #expect(!outcome.output.contains("USAGE"))
            }
        }
        let help = await project.run("history", "-1:head")
        #expect(help.status == .usage, "\(help)")
    }

    @Test("A plan of a range needs no configured database")
    func aPlanOfARangeNeedsNoDatabaseAtAll() async throws {
        let project = try project()
        try project.write("athanor.yaml", "")
        let outcome = await project.run("upgrade", "base:a1", "--plan", "--dialect", "sqlite")
        #expect(outcome.lines.first == "upgrade  a1  create users", "\(outcome)")
    }
}
