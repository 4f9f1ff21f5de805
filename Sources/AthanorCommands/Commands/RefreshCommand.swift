internal import ArgumentParser
internal import Athanor

/// `refresh`: refreshes materialized views.
struct RefreshCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("refresh daily_usage", ""),
            ("refresh reporting.daily_usage reporting.monthly_usage", ""),
        ])
        return CommandConfiguration(
            commandName: "refresh", abstract: "Refresh materialized views.",
            discussion: """
                Each view is refreshed in the way that it allows, concurrently with its readers where it can be, and \
                it is said which way and why. Views are refreshed one after the other, each in a transaction of its own.

                \(examples.text)
                """)
    }

    @Argument(help: ArgumentHelp("The views, with or without their schemas.", valueName: "view"))
    var names: [String] = []
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "Lock") var lock: LockFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard names.isEmpty else { return }
        let name = Invocation.current.name
        throw ValidationError("Refresh which views? `\(name) views` lists them, `\(name) refresh NAME` refreshes one.")
    }

    func run() async throws {
        let project = try Project(general, database, lock)
        let (output, machines) = (project.progress, project.printsJSON ? project.invocation.output : nil)
        let status = StatusLine(project.invocation.errorOutput)
        defer { status.end() }
        let refresher = try project.refresher()
        let report = try await refresher.refresh(
            RefreshRequest(.named(names)),
            onEvent: { event in
                switch event {
                case .started(let plan):
                    output.line("\(plan.view)  \(plan.strategy.headline)")
                    // A line that cannot be written must not stop a refresh.
                    try? machines?.event(RefreshEventLine(started: plan))
                    status.begin("refresh  \(plan.view)")
                case .ended(let result):
                    status.end()
                    guard case .done(let figures, let duration) = result.outcome else { return }
                    try? machines?.event(RefreshEventLine(finished: result.plan, figures, duration: duration))
                    let took = "    done in \(duration.displayText)"
                    output.line(figures.rowsAfter.map { "\(took), rows: \($0)" } ?? took)
                case .waiting, .retrying: break
                }
            })
        for case .failed(let failure) in report.results.map(\.outcome) { throw failure }
        try machines?.event(RefreshesDoneEvent(report.results.map(\.plan)))
    }
}

extension RefreshStrategy {
    /// The strategy and why it is taken, after the view's name.
    var headline: String {
        switch self {
        case .concurrently: "refreshing concurrently, \(reason)"
        case .plain: "refreshing plainly, not concurrently: \(reason)"
        case .isolated: "refreshing \(reason)"
        case .refused: "not refreshed: \(reason)"
        }
    }
}
