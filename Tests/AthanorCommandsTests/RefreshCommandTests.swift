import Athanor
import Testing

@testable import AthanorCommands

/// `refresh`, and `log --refreshes` after it, on SQLite.
@Suite struct RefreshCommandTests {
    /// A table, `daily` over it, `weekly` and `monthly` over that, and `top` over both.
    private static let diamond = """
        CREATE TABLE usages (user_id INTEGER, day TEXT, n INTEGER);
        INSERT INTO usages VALUES (1, '2026-01-01', 5), (2, '2026-01-01', 7);
        CREATE MATERIALIZED VIEW daily AS SELECT user_id, day, sum(n) AS n FROM usages GROUP BY user_id, day;
        CREATE UNIQUE INDEX daily_key ON daily (user_id, day);
        CREATE VIEW recent AS SELECT * FROM daily WHERE day > '2025';
        CREATE MATERIALIZED VIEW weekly AS SELECT user_id, sum(n) AS n FROM recent GROUP BY user_id;
        CREATE MATERIALIZED VIEW monthly AS SELECT user_id, sum(n) AS n FROM daily GROUP BY user_id;
        CREATE MATERIALIZED VIEW top AS SELECT w.user_id, m.n FROM weekly w JOIN monthly m USING (user_id);
        """

    private func project(_ sql: String = Self.diamond, configuration: String = "") async throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n\(configuration)")
        try project.write(
            "versions/a1.sql", "-- one\n--\n-- revision: a1\n-- down_revision:\n\n-- upgrade\n\(sql)\n")
        let outcome = await project.run("upgrade", "head")
        try #require(outcome.status == .success, "\(outcome)")
        return project
    }

    /// The rest of the diamond, with `monthly` failing at its next refresh.
    private func brokenProject() async throws -> TemporaryProject {
        try await project(
            Self.diamond.replacing("7)", with: "4)").replacing(
                "sum(n) AS n FROM daily", with: "abs(-9223372036854775807 - (min(n) - 5)) AS n FROM daily")
                + "\nUPDATE usages SET n = 6 WHERE n = 5;")
    }

    @Test("Contradicting or invalid options are usage errors")
    func itIsSaidInOneWayWhichViewsAreMeant() async throws {
        let project = try await project()
        for (arguments, part) in [
            ([], "`athanor refresh NAME` refreshes one"),
            (["daily", "--all"], "names and --all contradict each other"),
            (["--all", "--stale"], "--all and --stale contradict"),
            (["daily", "--jobs", "0"], "--jobs: jobs must be at least 1"),
            (["daily", "--jobs", "x"], "\"jobs\" is \"x\", not a whole number"),
            (["daily", "--lock-timeout", "0"], "leaves no time at all"),
            (["daily", "--statement-timeout", "5 min"], "is not a time to wait"),
            (["daily", "--concurrently", "sometimes"], "Known are auto, always, never"),
            (["daily", "--if-busy", "skp"], "skip"),
        ] {
            let outcome = await project.run(["refresh"] + arguments)
            #expect(outcome.status == .usage, "\(arguments): \(outcome)")
            #expect(outcome.errorOutput.contains(part), "\(arguments): \(outcome)")
        }
    }

    @Test("All views are refreshed after those that they read, with a summary")
    func allAreRefreshedInOrder() async throws {
        let project = try await project()
        let outcome = await project.run("refresh", "--all", "--jobs", "4")
        #expect(outcome.status == .success && outcome.errorOutput == "")
        let started = outcome.lines.filter { $0.contains("refreshing") }.map { $0.prefix { $0 != " " } }
        #expect(started.first == "daily" && started.last == "top" && Set(started).count == 4)
        #expect(outcome.lines.last?.hasPrefix("4 refreshed in ") == true)
        #expect(outcome.lines.contains { $0.contains(", rows: 2") }, "\(outcome)")
    }

    @Test("The refresh of one view has no summary")
    func oneViewHasNoSummary() async throws {
        let project = try await project()
        let outcome = await project.run("refresh", "weekly")
        #expect(outcome.lines.count == 2, "\(outcome)")
        #expect(await project.run("refresh", "weekly", "--quiet").output == "")
    }

    @Test("A plan shows what a refresh would do, and changes nothing")
    func aPlanShowsWhatWouldBeDoneAndDoesNothing() async throws {
        let project = try await project()
        let plan = await project.run("refresh", "weekly", "--with-upstream", "--with-downstream", "--plan")
        #expect(plan.status == .success && plan.errorOutput == "")
        let lines = plan.lines
        try #require(lines.count == 5, "\(plan)")
        #expect(lines[0] == "   view    how        expected  after  why", "\(plan)")
        #expect(lines[1].hasPrefix("1  daily ") && lines[2].hasPrefix("2  weekly ") && lines[3].hasPrefix("3  top "))
        #expect(lines[2].contains("not known  1  ") && lines[3].contains("not known  1, 2  "))
        #expect(lines[4] == "3 views would be refreshed. Nothing was run.")
        #expect(await project.run("log", "--kind", "refresh").output.hasPrefix("The log has no such entry."))
        #expect(await project.run("refresh", "weekly", "--plan", "-v").lines.count > 3)
        let json = await project.run("refresh", "weekly", "--plan", "--json").output
        for part in [#""strategy" : "isolated""#, #""view" : "weekly""#, #""waits_for" : ["#] {
            #expect(json.contains(part), "\(json)")
        }
    }

    @Test("Readers of a failed view are skipped, and other views are refreshed")
    func readersOfAFailedViewAreSkipped() async throws {
        let project = try await brokenProject()
        let outcome = await project.run("refresh", "--all")
        #expect(outcome.status == .failure)
        for part in [
            "error: refreshing monthly (isolated): ", "\ntop  skipped, since monthly could not be refreshed\n",
            "error: not all views are refreshed: 2 refreshed, 1 failed, 1 skipped in ",
            "`athanor refresh monthly top`",
        ] {
            #expect(outcome.errorOutput.contains(part), "\(part): \(outcome)")
        }
        let alone = await project.run("refresh", "monthly")
        #expect(alone.status == .failure)
        #expect(alone.errorOutput.components(separatedBy: "error: ").count == 2, "\(alone)")
    }

    @Test("With --json, everything that happens is an event")
    func machinesGetEvents() async throws {
        let project = try await brokenProject()
        let outcome = await project.run("refresh", "--all", "--json")
        #expect(outcome.status == .failure)
        let events = outcome.lines.compactMap { $0.firstMatch(of: /"event":"([a-z]+)"/)?.output.1 }
        #expect(events.first == "planned" && events.last == "failed")
        #expect(events.filter { $0 == "finished" }.count == 2 && events.filter { $0 == "ended" }.count == 2)
        #expect(outcome.lines.contains { $0.contains(#""outcome":"failed""#) && $0.contains(#""failure":{"#) })
        #expect(
            outcome.lines.contains { $0.contains(#""because":"monthly""#) && $0.contains(#""outcome":"skipped""#) })
        let done = await project.run("refresh", "daily", "--json")
        let database = #""database":{"file":"\#(project.path)/app.db","source":"athanor.yaml"}"#
        #expect(
            done.lines.last
                == #"{"busy":[],"command":"refresh",\#(database),"event":"done","not_due":[],"views":["daily"]}"#)
    }

    @Test("A refresh with nothing to do says so, and succeeds")
    func nothingToDoIsSaidAndIsNoFailure() async throws {
        let empty = try await project("CREATE TABLE t (a);")
        for arguments in [["refresh", "--all"], ["refresh", "--all", "--plan"]] {
            let outcome = await empty.run(arguments)
            #expect(outcome.status == .success && outcome.output == "There are no materialized views.\n")
        }
        let project = try await project()
        let untargeted = await project.run("refresh", "--stale")
        #expect(untargeted.status == .success && untargeted.output.hasPrefix("No view has a freshness target"))
        await project.run("refresh", "daily")
        let fresh = await project.run("refresh", "--stale", environment: ["ATHANOR_REFRESH": "daily=every 1 day"])
        #expect(fresh.status == .success, "\(fresh)")
        #expect(fresh.output == "No view is stale: each view with a target is as fresh as the target says.\n")
    }

    @Test("The configuration decides which views are stale")
    func theConfigurationSaysWhatIsStale() async throws {
        let project = try await project(
            Self.diamond
                + "\nCREATE MATERIALIZED VIEW empty AS SELECT 1 AS a WITH NO DATA;",
            configuration: "refresh:\n  empty: every 1 day\n  top: manual\n  nowhere: every 10 minutes\n")
        let outcome = await project.run("refresh", "--stale")
        #expect(outcome.status == .success)
        #expect(outcome.lines.first?.hasPrefix("empty  refreshing ") == true && outcome.lines.count == 2, "\(outcome)")
        #expect(outcome.errorOutput.hasPrefix("warning: there is a freshness target for nowhere"))
        let views = await project.run("views")
        #expect(views.status == .success && views.errorOutput == outcome.errorOutput)
        #expect(views.output.contains("every 1 day") && views.output.contains("manual"), "\(views)")
        let shown = await project.run("views", "show", "top").output
        #expect(shown.contains("target        manual (by the configuration)"), "\(shown)")
    }

    @Test("An unreadable freshness target is an error at its place")
    func unreadableTargetIsAnError() async throws {
        let project = try await project()
        try project.write("athanor.yaml", "database: sqlite:app.db\nrefresh:\n  daily: evry 3 minutes\n")
        let outcome = await project.run("refresh", "--stale")
        #expect(outcome.status == .failure)
        #expect(outcome.errorOutput.hasPrefix("athanor.yaml:3:3: error: refresh of daily: \"evry 3 minutes\""))
        let variable = await project.run(
            "views", "-c", "other.yaml", environment: ["ATHANOR_REFRESH": "daily=evry 3 minutes"])
        #expect(variable.status == .failure)
    }

    @Test("The history of a view shows what each refresh did")
    func theHistoryOfAViewShowsWhatEachRefreshDid() async throws {
        let project = try await brokenProject()
        #expect(await project.run("log", "--refreshes", "daily").output == "Athanor has not refreshed daily yet.\n")
        await project.run("refresh", "--all")
        let daily = await project.run("log", "--refreshes", "daily", "--utc")
        #expect(daily.status == .success)
        #expect(daily.lines.count == 2 && daily.lines[0].hasPrefix("started "), "\(daily)")
        #expect(daily.lines[1].contains("+00:00  isolated  done "), "\(daily)")
        #expect(
            await project.run("log", "--refreshes", "daily", "--failed").output == "No refresh of daily has failed.\n")
        let failed = await project.run("log", "--refreshes", "monthly", "-v")
        #expect(failed.output.contains("outcome  failed") && failed.output.contains("overflow"), "\(failed)")
        let json = await project.run("log", "--refreshes", "monthly", "--json").output
        #expect(json.contains(#""strategy" : "isolated""#) && json.contains(#""outcome" : "failed""#))
        for (arguments, status, part) in [
            (["dayly"], ExitStatus.failure, "daily"), (["recent"], .failure, "not a materialized view"),
            (["daily", "--kind", "upgrade"], .usage, "contradict"),
            (["daily", "--revision", "a1"], .usage, "contradict"),
        ] {
            let outcome = await project.run(["log", "--refreshes"] + arguments)
            #expect(outcome.status == status && outcome.errorOutput.contains(part), "\(arguments): \(outcome)")
        }
        #expect(await project.run("log", "--kind", "refresh").output.contains("isolated, rows: 2"))
    }

    @Test("The history of a dropped view is found under its name")
    func historyOfADroppedView() async throws {
        let project = try await project()
        await project.run("refresh", "top")
        try project.write(
            "versions/b2.sql",
            "-- two\n--\n-- revision: b2\n-- down_revision: a1\n\n-- upgrade\nDROP MATERIALIZED VIEW top;\n")
        #expect(await project.run("upgrade", "head").status == .success)
        #expect(await project.run("log", "--refreshes", "top").lines.count == 2)
    }

    @Test("Names of views are completed")
    func namesOfViewsAreCompleted() async throws {
        let project = try await project()
        func completed(_ prefix: String, _ kinds: ViewRelation.Kind...) async -> [String] {
            await Invocation.$current.withValue(project.invocation()) {
                await ViewNameCompletion(
                    commandLine: WrittenCommandLine(words: ["athanor"]), prefix: prefix, kinds: kinds,
                    patience: .seconds(600)
                ).candidates
            }
        }
        #expect(await completed("", .materializedView) == ["daily", "monthly", "top", "weekly"])
        #expect(await completed("re", .view, .materializedView) == ["recent"])
        try project.write("athanor.yaml", "database: nonsense\n")
        #expect(await completed("", .materializedView) == [])
    }

    @Test("A shell that asks for names gets no error")
    func aShellThatAsksForNamesGetsNoError() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:nowhere.db\n")
        for words in [["refresh", "--", "positional@0"], ["views", "show", "--", "positional@0"]] {
            let outcome = await project.run(["---completion"] + words + ["2", "0", "athanor", "refresh", ""])
            #expect(outcome.status == .success && outcome.output == "" && outcome.errorOutput == "", "\(outcome)")
        }
    }

    @Test("Names that would need quotes are not completed")
    func namesThatWouldNeedQuotesAreNotCompleted() {
        let names: [QualifiedName] = ["public.b", "other.b", QualifiedName(schema: "other", name: "needs quotes")]
        #expect(ViewNameCompletion.names(of: names, "") == ["other.b", "public.b"])
        #expect(ViewNameCompletion.names(of: names, "public.") == ["public.b"])
    }
}
