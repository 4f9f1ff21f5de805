import Athanor
import Testing

@testable import AthanorCommands

/// The commands from end to end, in this process, on SQLite.
@Suite struct MigrationCommandsTests {
    /// A project with two revisions, the second of which makes a materialized view.
    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write(
            "versions/a1_create_message_usages.sql",
            """
            -- create message_usages
            --
            -- revision: a1
            -- down_revision:

            -- upgrade
            CREATE TABLE message_usages (id integer PRIMARY KEY, user_id integer NOT NULL, created_at text NOT NULL);
            INSERT INTO message_usages (user_id, created_at) VALUES (1, '2026-11-22 16:00:00'), (1, '2026-11-22 17:00:00');

            -- downgrade
            DROP TABLE message_usages;

            """)
        try project.write(
            "versions/b2_create_daily_usage.sql",
            """
            -- create materialized view for daily_usage
            --
            -- revision: b2
            -- down_revision: a1

            -- upgrade
            CREATE MATERIALIZED VIEW daily_usage AS
            SELECT user_id, date(created_at, '+9 hours') AS target_date, count(*) AS usage_count
            FROM message_usages
            GROUP BY user_id, target_date;
            CREATE UNIQUE INDEX daily_usage_key ON daily_usage (user_id, target_date);

            -- downgrade
            DROP MATERIALIZED VIEW daily_usage;

            """)
        return project
    }

    /// A line without its last two words, the time.
    private func untimed(_ line: String) -> String {
        line.split(separator: " ").dropLast(2).joined(separator: " ")
    }

    @Test("An upgrade shows a line for each revision, and then has nothing to do")
    func upgradeShowsALineEach() async throws {
        let project = try project()
        let first = await project.run("upgrade", "head")
        #expect(first.status == .success)
        #expect(first.errorOutput == "")
        #expect(
            first.lines.map(untimed) == [
                "upgrade a1 create message_usages", "upgrade b2 create materialized view for daily_usage",
            ])
        #expect(first.lines.allSatisfy { $0.hasSuffix(" ms") || $0.hasSuffix(" s") })
        #expect(Set(first.lines.map(\.count)).count == 1)
        let second = await project.run("upgrade", "head")
        #expect(second.status == .success)
        #expect(second.output == "Nothing to do: the database is at b2 (head).\n")
    }

    @Test("An upgrade that fails after erasing says that the database was erased")
    func failureAfterErasing() async throws {
        let project = try project()
        await project.run("mark-disposable")
        await project.run("upgrade", "head")
        let first = "versions/a1_create_message_usages.sql"
        try project.write(first, try project.read(first).replacing("user_id integer", with: "user_id int"))
        let second = "versions/b2_create_daily_usage.sql"
        try project.write(second, try project.read(second).replacing("FROM message_usages", with: "FROM missing"))
        let failed = await project.run("upgrade", "head", "--erase-if-edited")
        #expect(failed.status == .failure)
        #expect(failed.lines.first?.hasPrefix("erased     everything in the database.") == true, "\(failed.output)")
        #expect(failed.errorOutput.contains("Revision b2 was rolled back; the database is at a1."))
        #expect(failed.errorOutput.contains("Before that, everything in the database was dropped"))
        #expect(failed.errorOutput.contains("then run the upgrade again"))
        // Nothing was erased here.
        let misspelt = await project.run("upgrade", "haed", "--erase-if-edited")
        #expect(misspelt.status == .failure && !misspelt.errorOutput.contains("was dropped"))
        try project.write(second, try project.read(second).replacing("FROM missing", with: "FROM message_usages"))
        #expect(await project.run("upgrade", "head", "--erase-if-edited").status == .success)
        #expect(await project.run("current").output.hasPrefix("b2"))
    }

    @Test("Steps down and up need no quoting")
    func stepsDownAndUpNeedNoQuoting() async throws {
        let project = try project()
        await project.run("upgrade", "+1")
        #expect(await project.run("current").output == "a1  create message_usages\n")
        await project.run("upgrade", "head")
        let down = await project.run("downgrade", "-1")
        #expect(down.status == .success)
        #expect(down.lines.map(untimed) == ["downgrade b2 create materialized view for daily_usage"])
        #expect(await project.run("downgrade", "base").status == .success)
        #expect(await project.run("current").output == "The database is at base: no revision is applied.\n")
        let tooFar = await project.run("downgrade", "-1")
        #expect(tooFar.status == .failure)
        #expect(
            tooFar.errorOutput.hasPrefix(
                "error: '-1' leads down, but the database is at base: there is nothing to undo\n"))
    }

    @Test("current, heads, history and show print the state")
    func stateIsShown() async throws {
        let project = try project()
        #expect(
            await project.run("current").output == "The database is at base: no revision is applied.\n")
        await project.run("upgrade", "a1")
        #expect(await project.run("heads").output == "b2  (head)  create materialized view for daily_usage\n")
        #expect(
            await project.run("history", "-i").lines == [
                "a1 →    b2  (head)     create materialized view for daily_usage",
                "base →  a1  (current)  create message_usages",
            ])
        #expect(await project.run("history", "-r", "current:current").lines.count == 1)
        let show = await project.run("show", "current")
        #expect(show.output.contains("file         \(project.path)/versions/a1_create_message_usages.sql"))
        #expect(show.output.contains("    CREATE TABLE message_usages"))
        #expect(show.output.contains("downgrade\n    DROP TABLE message_usages;\n"))
    }

    @Test("A history is shown without a database")
    func aHistoryIsShownWithoutADatabase() async throws {
        let project = try project()
        try project.write("athanor.yaml", "")
        #expect(await project.run("history").lines.count == 2)
        // It is not asked for, unless its place is to be shown.
        let unasked = await project.run("history", "--database", "sqlite:versions/b2_create_daily_usage.sql")
        #expect(unasked.lines.count == 2)
        #expect(unasked.errorOutput == "")
        let asked = await project.run("history", "-i", "--database", "sqlite:versions/b2_create_daily_usage.sql")
        #expect(asked.status == .failure)
        #expect(asked.errorOutput.contains("is not an SQLite database"))
        #expect(await project.run("history", "--indicate-current").errorOutput.contains("no database is configured"))
    }

    @Test("Commands that only read make no file")
    func readingCommandsMakeNoFile() async throws {
        let project = try project()
        for command in ["current", "heads", "history", "views"] {
            #expect(await project.run(command).status == .success)
        }
        #expect(try project.names() == ["athanor.yaml", "versions"])
    }

    @Test("stamp changes only the version table")
    func stampMovesTheVersionTableAlone() async throws {
        let project = try project()
        let outcome = await project.run("stamp", "head")
        #expect(
            outcome.output == """
                view daily_usage: does not exist; nothing is recorded for it (named by revision b2)
                Recorded: the database is at b2 (head).

                """)
        #expect(try await project.query("SELECT name FROM sqlite_master WHERE name = 'message_usages'").isEmpty)
        #expect(await project.run("stamp").status == .usage)
    }

    @Test("A view is refreshed and listed")
    func aViewIsRefreshedAndListed() async throws {
        let project = try project()
        await project.run("upgrade", "head")
        let before = await project.run("views", "--exact")
        #expect(before.lines.first?.split(separator: " ").prefix(3) == ["view", "kind", "rows"])
        #expect(await project.run("views", "show", "daily_usage").output.contains("never by Athanor"))
        let refresh = await project.run("refresh", "daily_usage")
        #expect(refresh.status == .success)
        #expect(refresh.lines.first?.hasPrefix("daily_usage  refreshing ") == true)
        #expect(refresh.lines.last?.hasPrefix("    done in ") == true)
        let after = await project.run("views")
        #expect(after.lines.last?.contains("user_id, target_date") == true)
        #expect(await !project.run("views", "show", "daily_usage").output.contains("never by Athanor"))
        let mistyped = await project.run("refresh", "daily_usag")
        #expect(mistyped.status == .failure)
        #expect(mistyped.errorOutput.contains("Did you mean daily_usage?"))
    }

    @Test("A failing statement is shown at its place, and leaves the last finished revision")
    func failingStatementIsShown() async throws {
        let project = try project()
        try project.write(
            "versions/c3_fails.sql",
            "-- fails\n--\n-- revision: c3\n-- down_revision: b2\n\n-- upgrade\nINSERT INTO nowhere VALUES (1);\n")
        let outcome = await project.run("upgrade", "head")
        #expect(outcome.status == .failure)
        #expect(outcome.lines.count == 2)
        #expect(outcome.errorOutput.contains("versions/c3_fails.sql:7:"))
        #expect(outcome.errorOutput.contains("the database is at b2"))
        #expect(await project.run("current").output.hasPrefix("b2 "))
    }

    @Test("A revision that no file has is an error")
    func aRevisionThatNoFileHasIsAnError() async throws {
        let project = try project()
        await project.run("upgrade", "head")
        let other = try self.project()
        let outcome = await other.run(
            "current", "--database", "sqlite:\(project.path)/app.db", "--versions", "\(project.path)/other")
        #expect(outcome.status == .failure)
        try project.write("other/.gitkeep", "")
        let unknown = await other.run(
            "current", "--database", "sqlite:\(project.path)/app.db", "--versions", "\(project.path)/other")
        #expect(unknown.status == .failure)
        #expect(unknown.errorOutput.contains("b2"))
    }

    /// A project whose database is at `b2`, which no file has any more.
    private func projectBehindItsDatabase() async throws -> TemporaryProject {
        let project = try project()
        await project.run("upgrade", "head")
        try project.remove("versions/b2_create_daily_usage.sql")
        return project
    }

    @Test(
        "stamp replaces a revision that no file has, as the advice says",
        arguments: [("head", "a1 (head)"), ("base", "base"), ("a1", "a1 (head)")])
    func stampReplacesARevisionWithoutFile(target: String, place: String) async throws {
        let project = try await projectBehindItsDatabase()
        let unknown = await project.run("current")
        #expect(unknown.status == .failure)
        #expect(unknown.errorOutput.contains("`athanor stamp`"))
        let stamp = await project.run("stamp", target)
        #expect(stamp.status == .success)
        #expect(stamp.output == "Recorded: the database is at \(place).\n")
        #expect(await project.run("current").status == .success)
    }

    @Test("history warns of a revision that no file has")
    func historyWarnsOfARevisionThatNoFileHas() async throws {
        let project = try await projectBehindItsDatabase()
        let history = await project.run("history", "-i")
        #expect(history.status == .success)
        #expect(history.lines == ["base →  a1  (head)  create message_usages"])
        #expect(history.errorOutput.hasPrefix("warning: the database holds a revision that no file has: b2\n"))
        #expect(history.errorOutput.contains("`athanor stamp`"))
        let detailed = await project.run("history", "-v", "-i")
        #expect(detailed.status == .success)
        #expect(detailed.errorOutput == history.errorOutput)
        // Where the range begins cannot be known.
        #expect(await project.run("history", "-r", "current:").status == .failure)
    }

    @Test("The warning of history uses the tool's own name, even without any revision")
    func historyWarnsWithTheToolsName() async throws {
        let project = try await projectBehindItsDatabase()
        try project.remove("versions/a1_create_message_usages.sql")
        let errorOutput = CapturedText()
        var invocation = project.invocation(errorOutput: errorOutput.textOutput)
        invocation.name = "migrate"
        #expect(await invocation.run(["history", "-i"]) == .success)
        #expect(errorOutput.text.hasPrefix("warning: the database holds a revision that no file has: b2\n"))
        #expect(errorOutput.text.contains("`migrate stamp`"))
    }

    @Test("A Swift revision that is not compiled in is explained")
    func uncompiledRevisionIsExplained() async throws {
        let project = try project()
        await project.run("revision", "-m", "in swift", "--kind", "swift")
        let outcome = await project.run("upgrade", "head")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("written in Swift"))
        #expect(outcome.errorOutput.contains("swift run migrate"))
    }

    @Test("An executable with compiled revisions needs no folder and no file")
    func compiledRevisionsNeedNoFiles() async throws {
        let registry = RevisionRegistry([
            .sql(
                path: "Versions/a1.sql",
                text: "-- one\n--\n-- revision: a1\n-- down_revision:\n\n-- upgrade\nCREATE TABLE t (a);\n")
        ])
        let project = try TemporaryProject(registry: registry)
        let outcome = await project.run("upgrade", "head", environment: ["DATABASE_URL": "sqlite:app.db"])
        #expect(outcome.lines.map(untimed) == ["upgrade a1 one"])
        #expect(try await project.query("SELECT name FROM sqlite_master WHERE name = 't'").count == 1)
    }

    @Test("Arguments reach the revisions")
    func argumentsReachTheRevisions() async throws {
        struct Labelled: Revision {
            static let revision: RevisionID = "a1"
            static let downRevisions: [RevisionID] = []
            func upgrade(_ op: Operations) -> OperationList {
                op.execute("CREATE TABLE t_\(op.arguments["suffix"] ?? "none") (a)")
            }
        }
        let project = try TemporaryProject(
            registry: RevisionRegistry([.swift(Labelled.self, path: "Labelled.swift", message: "labelled")]))
        let outcome = await project.run("upgrade", "head", "-x", "suffix=tokyo", "--database", "sqlite:app.db")
        #expect(outcome.status == .success)
        #expect(try await project.query("SELECT name FROM sqlite_master WHERE name = 't_tokyo'").count == 1)
        let show = await project.run("show", "head", "-x", "suffix=kyoto")
        #expect(show.output.contains("execute CREATE TABLE t_kyoto (a)"))
    }

    @Test("A missing revision is a usage error that shows an example")
    func aMissingRevisionIsAUsageErrorThatTeaches() async throws {
        let project = try project()
        let outcome = await project.run("upgrade")
        #expect(outcome.status == .usage)
        #expect(outcome.errorOutput.contains("`athanor upgrade head`"))
        #expect(await project.run("downgrade").status == .usage)
        #expect(try project.names() == ["athanor.yaml", "versions"])
    }

    @Test("For a mistyped command, the error names the nearest one")
    func aMistypedCommandIsAnsweredWithTheNearest() async throws {
        let outcome = try await project().run("upgrad", "head")
        #expect(outcome.status == .usage)
        #expect(outcome.errorOutput.contains("Did you mean \"upgrade\"?"))
    }

    @Test("A cancelled command fails, and reports the interruption")
    func cancelledCommandFails() async throws {
        let project = try project()
        let outcome = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await project.run("upgrade", "head")
        }.value
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.contains("interrupted"))
        #expect(await project.run("current").output == "The database is at base: no revision is applied.\n")
    }

    @Test("The help lists the exit codes")
    func helpTellsTheExitCodes() async throws {
        let outcome = try await project().run("--help")
        #expect(outcome.status == .success)
        #expect(outcome.errorOutput == "")
        #expect(outcome.output.contains("130"))
        #expect(outcome.output.contains("64"))
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
