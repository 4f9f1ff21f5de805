internal import ArgumentParser
internal import Athanor

/// `refresh`: refreshes materialized views.
struct RefreshCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("refresh daily_usage", ""),
            ("refresh daily_usage --with-upstream", "first the views that it reads"),
            ("refresh --all --jobs 4", "all, four at a time"),
            ("refresh --stale", "those that are older than their targets"),
            ("refresh --all --plan", "show what would be done"),
        ])
        return CommandConfiguration(
            commandName: "refresh", abstract: "Refresh materialized views.",
            discussion: """
                Refreshes each view concurrently with its readers if possible, and says which way it takes and why. A \
                view is refreshed after the selected views that it reads, also through plain views. Each refresh has \
                its own transaction. If one fails, only the views that read it are skipped, and the exit code is 1.

                \(examples.text)
                """)
    }

    @Argument(
        help: ArgumentHelp("The views, with or without their schemas.", valueName: "view"),
        completion: .viewName(.materializedView))
    var names: [String] = []
    @OptionGroup var selection: RefreshSelectionFlags
    @OptionGroup var manner: RefreshMannerFlags
    @OptionGroup var busyViews: BusyViewFlags
    @Flag(help: "Show the refreshes in order, with reasons and warnings (-v: with the SQL), and run nothing.")
    var plan = false
    @Flag(name: .customShort("v"), help: "With --plan, show the SQL (so does --verbose).")
    var isDetailed = false
    @OptionGroup(title: "Locks and time") var patience: RefreshPatienceFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        try selection.check(names)
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database, manner, patience)
        let request = try RefreshRequest(
            selection.views(names), withUpstream: selection.withUpstream, withDownstream: selection.withDownstream,
            jobs: project.configuration.refreshJobs(), whenBusy: busyViews.ifBusy ?? .wait,
            settings: project.configuration.refreshSettings(concurrently: manner.concurrently ?? .auto))
        if plan {
            try await show(project.refresher().plan(request), of: request, project)
        } else {
            try await refresh(request, project)
        }
    }

    private func refresh(_ request: RefreshRequest, _ project: Project) async throws {
        let display = RefreshDisplay(project)
        defer { display.end() }
        let report: RefreshReport
        do {
            report = try await project.refresher(onEvent: display.show).refresh(
                request,
                onPlan: { plan in
                    project.warnOfTargets(plan)
                    display.show(plan)
                }, onEvent: display.show)
        } catch is CancellationError {
            display.end()
            throw RefreshInterrupted(display.plan, display.results)
        }
        display.end()
        guard report.isComplete else { throw IncompleteRefresh(report, summary: display.summary(report)) }
        if report.results.isEmpty { project.progress.line(Self.nothing(request, display.plan?.freshness)) }
        if report.results.count > 1 { project.progress.line(display.summary(report)) }
        guard project.printsJSON else { return }
        try project.invocation.output.event(RefreshesDoneEvent(report, in: project.announcedDatabase))
    }

    private func show(_ plan: RefreshPlan, of request: RefreshRequest, _ project: Project) throws {
        let output = project.invocation.output
        project.warnOfTargets(plan)
        if project.printsJSON {
            try output.document(RefreshPlanDocument(plan, in: project.announcedDatabase))
        } else if plan.views.isEmpty {
            output.line(Self.nothing(request, plan.freshness))
        } else {
            let text = RefreshPlanText(plan, isDetailed: isDetailed || general.verbose, output: output)
            output.line(project.invocation.namingTool(in: text.lines.joined(separator: "\n")))
        }
    }

    /// The message for a request without views to refresh.
    private static func nothing(_ request: RefreshRequest, _ freshness: FreshnessOverview?) -> String {
        switch request.views {
        case .stale where freshness?.views.contains { $0.target.usable != nil } == false:
            "No view has a freshness target, so none is stale. Set a target with a view's definition, or under "
                + "`refresh:` in athanor.yaml."
        case .stale: "No view is stale: each view with a target is as fresh as the target says."
        case .all, .named: "There are no materialized views."
        }
    }
}
