import Testing

@testable import Athanor
@testable import AthanorCommands

/// What is said of refreshes while they run.
@Suite struct RefreshDisplayTests {
    private let clock = TestClock()
    private let text = CapturedText()
    private let daily = ViewRefreshPlan(
        view: "reporting.daily", strategy: .concurrently(uniqueIndex: "daily_key"),
        warnings: [.nullableKeyColumns(["day"])], statements: [SQLStatement("REFRESH")], expected: .seconds(40))
    private let weekly = ViewRefreshPlan(
        view: "weekly", strategy: .plain(.noUniqueIndex([])), statements: [], after: ["reporting.daily"])

    private func display(
        isTerminal: Bool, _ arguments: String..., views: [ViewRefreshPlan]
    ) throws -> (RefreshDisplay, TemporaryProject) {
        let output = TextOutput(isTerminal: isTerminal, usesColors: false, write: text.textOutput.write)
        let project = try TemporaryProject()
        let invocation = project.invocation(output: output, errorOutput: output)
        let display = try Invocation.$current.withValue(invocation) {
            RefreshDisplay(try Project(GeneralFlags.parse(arguments)), now: { [clock] in clock.now })
        }
        display.show(RefreshPlan(views: views))
        return (display, project)
    }

    private func done(_ plan: ViewRefreshPlan, _ changes: RowChanges = RowChanges()) -> RefreshEvent {
        .ended(
            ViewRefreshResult(
                plan: plan,
                outcome: .done(
                    RefreshFigures(strategy: plan.strategy.name, rowsAfter: 7, changes: changes),
                    duration: .milliseconds(1500))))
    }

    private func ended(_ plan: ViewRefreshPlan, _ outcome: ViewRefreshOutcome) -> RefreshEvent {
        .ended(ViewRefreshResult(plan: plan, outcome: outcome))
    }

    @Test("A result names its view unless it follows that view's own line")
    func linesNameTheirView() throws {
        let (display, project) = try display(isTerminal: false, views: [daily, weekly])
        defer { withExtendedLifetime(project) {} }
        display.show(.started(daily))
        display.show(done(daily, RowChanges(inserted: 12, updated: 3, deleted: 0)))
        display.show(.started(weekly))
        display.show(done(weekly))
        display.show(.started(weekly))
        display.show(.started(daily))
        display.show(done(weekly, RowChanges(inserted: 0, updated: 0, deleted: 0)))
        #expect(
            text.text == """
                reporting.daily  refreshing concurrently, with unique index daily_key; readers can continue
                warning: reporting.daily: every concurrent refresh rewrites the rows with NULL in the key (day)
                reporting.daily  done in 1.5 s, rows: 7, +12 ~3
                weekly           refreshing plainly, not concurrently: it has no unique index; readers wait while it runs
                    done in 1.5 s, rows: 7
                weekly           refreshing plainly, not concurrently: it has no unique index; readers wait while it runs
                reporting.daily  refreshing concurrently, with unique index daily_key; readers can continue
                warning: reporting.daily: every concurrent refresh rewrites the rows with NULL in the key (day)
                weekly           done in 1.5 s, rows: 7, none changed

                """)
    }

    @Test("Obstacles and failures are reported")
    func whatIsInTheWayAndWhatGoesWrongIsSaid() throws {
        let (display, project) = try display(isTerminal: false, views: [daily, weekly])
        defer { withExtendedLifetime(project) {} }
        display.show(.waiting("weekly", holder: "process 7"))
        display.show(.retrying("weekly", attempt: 2, holders: ["process 7", "process 8"]))
        display.show(
            ended(
                daily,
                .failed(
                    RefreshFailure(
                        plan: daily, cause: OperationError("no", advice: "Try."), isOutcomeUnknown: false, holders: [])
                )))
        display.show(ended(weekly, .skipped(because: daily.view)))
        display.show(ended(weekly, .busy))
        display.show(ended(weekly, .notDue))
        display.show(ended(weekly, .cancelled))
        #expect(
            text.text == """
                weekly  waiting for another session that is refreshing or replacing it: process 7
                weekly  could not get the lock; attempt 2 rolled back, retrying: process 7; process 8
                error: refreshing reporting.daily (concurrently): no
                The view is as it was before.
                Try.
                weekly  skipped, since reporting.daily could not be refreshed
                weekly           left out: another session is refreshing or replacing it
                    not due any more: another session has refreshed it
                weekly  cancelled

                """)
        let report = RefreshReport(results: display.results)
        #expect(display.summary(report) == "0 refreshed, 1 failed, 1 skipped, 1 busy, 1 not due, 1 cancelled in 0 ms")
    }

    @Test("On a terminal, running refreshes are shown below with their expected time")
    func terminalShowsRunningRefreshes() throws {
        let (display, project) = try display(isTerminal: true, views: [daily, weekly])
        defer { withExtendedLifetime(project) {} }
        display.show(.started(daily))
        clock.advance(by: .seconds(12))
        display.show(.started(weekly))
        #expect(TerminalScreen(text.text, columns: 200).lines.last == "refresh  reporting.daily  12 s of about 40 s")
        clock.advance(by: .seconds(3))
        display.show(.waiting("weekly", holder: nil))
        #expect(
            TerminalScreen(text.text, columns: 200).lines.suffix(3) == [
                "weekly  waiting for another session that is refreshing or replacing it",
                "refresh  reporting.daily  15 s of about 40 s", "waiting  weekly  3 s",
            ])
        display.show(done(daily))
        #expect(
            TerminalScreen(text.text, columns: 200).lines.suffix(2) == [
                "reporting.daily  done in 1.5 s, rows: 7", "waiting  weekly  3 s",
            ])
        display.end()
        #expect(TerminalScreen(text.text, columns: 200).lines.last == "")
    }

    @Test("With --quiet or --json, no lines for people are printed", arguments: ["--quiet", "--json"])
    func quietAndJSONPrintNoLines(_ flag: String) throws {
        let (display, project) = try display(isTerminal: true, flag, views: [daily, weekly])
        defer { withExtendedLifetime(project) {} }
        display.show(.started(daily))
        clock.advance(by: .seconds(12))
        display.show(.waiting(daily.view, holder: nil))
        display.show(done(daily))
        display.end()
        #expect(!text.text.contains("\u{1B}"))
        #expect(text.text.split(separator: "\n").allSatisfy { $0.hasPrefix("{") })
        #expect(text.text.isEmpty == (flag == "--quiet"))
    }
}

/// What is said of refreshes before and after.
@Suite struct RefreshTextTests {
    private let refused = ViewRefreshPlan(
        view: "reporting.weekly",
        strategy: .refused(
            RefreshRefusal(
                reason: .noUniqueIndex([]), remedy: "CREATE UNIQUE INDEX ON reporting.weekly (user_id)",
                note: "Name the columns that tell its rows apart.")), statements: [], after: ["daily"])
    private let daily = ViewRefreshPlan(
        view: "daily", strategy: .concurrently(uniqueIndex: "daily_key"),
        warnings: [.upstreamNotPopulated(["a", "b"])], statements: [SQLStatement("REFRESH\n  daily")],
        expected: .milliseconds(3200))

    @Test("A plan has aligned columns, with its warnings and remedies beneath")
    func planHasAlignedColumns() {
        let plan = RefreshPlan(views: [daily, refused])
        #expect(
            RefreshPlanText(plan, isDetailed: true, output: .discarding).lines.joined(separator: "\n") == """
                   view              how              expected  after  why
                1  daily             concurrently  about 3.2 s         with unique index daily_key; readers can continue
                   warning: it reads a and b, which hold no data yet: refresh with --with-upstream
                   REFRESH
                     daily;
                2  reporting.weekly  refused         not known  1      it has no unique index
                   This makes it possible:
                       CREATE UNIQUE INDEX ON reporting.weekly (user_id);
                   Name the columns that tell its rows apart.

                1 view would be refreshed, 1 refused. Nothing was run.
                """)
        #expect(!RefreshPlanText(plan, isDetailed: false, output: .discarding).lines.contains("   REFRESH"))
    }

    @Test("A refusal names the statement that makes a concurrent refresh possible")
    func refusalNamesTheRemedy() {
        let result = ViewRefreshResult(plan: refused, outcome: refused.strategy.refusal)
        let text = IncompleteRefresh(RefreshReport(results: [result]), summary: "").description
        #expect(
            text == """
                error: reporting.weekly cannot be refreshed concurrently: it has no unique index
                The view is as it was before.
                This makes it possible:
                    CREATE UNIQUE INDEX ON reporting.weekly (user_id);
                Name the columns that tell its rows apart.
                Without --concurrently always, the view is refreshed plainly.
                """)
    }

    @Test("After several views, the error says how many were refreshed, and how to continue")
    func incompleteRefreshSaysHowToContinue() {
        let report = RefreshReport(results: [
            ViewRefreshResult(plan: refused, outcome: refused.strategy.refusal),
            ViewRefreshResult(plan: daily, outcome: .skipped(because: "x")),
        ])
        #expect(
            IncompleteRefresh(report, summary: "0 refreshed, 1 refused").description == """
                error: not all views are refreshed: 0 refreshed, 1 refused
                Views that were not refreshed are as before, unless noted above.
                After solving that: `athanor refresh reporting.weekly daily`.
                """)
    }

    @Test("An interruption lists the cancelled, the not started and the refreshed views")
    func interruptionListsViews() {
        let third = ViewRefreshPlan(view: "third", strategy: .isolated, statements: [])
        let results = [
            ViewRefreshResult(plan: third, outcome: .done(RefreshFigures(strategy: "isolated"), duration: .zero)),
            ViewRefreshResult(plan: daily, outcome: .cancelled),
        ]
        #expect(
            RefreshInterrupted(RefreshPlan(views: [third, daily, refused]), results).description == """
                error: interrupted
                Cancelled, and as before: daily.
                Not started: reporting.weekly.
                Refreshed before that: third.
                """)
        #expect(RefreshInterrupted(nil, []).description == "error: interrupted\nNo view was refreshed.")
    }
}

extension RefreshStrategy {
    /// What becomes of a view that is refused.
    fileprivate var refusal: ViewRefreshOutcome {
        if case .refused(let refusal) = self { .refused(refusal) } else { .cancelled }
    }
}
