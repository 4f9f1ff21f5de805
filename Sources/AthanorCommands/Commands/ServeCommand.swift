internal import ArgumentParser
internal import Athanor

/// `serve`: keeps materialized views as fresh as their targets say, until it is stopped.
struct ServeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("serve", ""),
            ("serve --jobs 4 --stop-within 2m", "four at a time, with two minutes to finish after a stop"),
        ])
        return CommandConfiguration(
            commandName: "serve", abstract: "Keep materialized views as fresh as their targets say, until stopped.",
            discussion: """
                Set a view's target with its definition, as `-- athanor: refresh every 5 minutes` before CREATE \
                MATERIALIZED VIEW, or in athanor.yaml under `refresh:`. Any number of copies may run against one \
                database: each refresh happens once. A view that missed several refreshes is refreshed once. After a \
                failed refresh, the view waits before the next attempt, longer each time.

                SIGTERM or Ctrl-C stops it: no new refresh starts, and running refreshes may take the time of \
                --stop-within; then they are cancelled. The exit code is 0.

                \(examples.text)
                """)
    }

    @OptionGroup var manner: RefreshMannerFlags
    @Option(
        help: ArgumentHelp(
            "How long running refreshes may take after a stop (default: 30s).", valueName: "time"),
        transform: { try time($0, for: "--stop-within") })
    var stopWithin: Duration = .seconds(30)
    @Option(
        help: ArgumentHelp(
            "How often to look for new views and targets, at least (default: 10s).", valueName: "time"),
        transform: { try time($0, for: "--look-every") })
    var lookEvery: Duration = .seconds(10)
    @OptionGroup(title: "Locks and time") var patience: RefreshPatienceFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard lookEvery > .zero else {
            throw ValidationError("--look-every must be more than 0. Write a time such as 1s or 1m.")
        }
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database, manner, patience)
        let options = try ViewRefreshScheduler.Options(
            jobs: project.configuration.refreshJobs(),
            settings: project.configuration.refreshSettings(concurrently: manner.concurrently ?? .auto),
            lookEvery: lookEvery, stopWithin: .within(stopWithin))
        let scheduler = ViewRefreshScheduler(
            try project.refresher(), options: options, onEvent: ServeDisplay(project).show)
        // Not a child task: a signal asks the scheduler to stop, and does not cancel its refreshes.
        let keeping = Task { try await scheduler.run() }
        try await Interruption.announcing(
            "stopping: running refreshes may take \(stopWithin.displayText) more; press Ctrl-C again to stop now"
        ) {
            try await withTaskCancellationHandler {
                try await keeping.value
            } onCancel: {
                scheduler.stop()
            }
        }
    }

    private static func time(_ text: String, for option: String) throws -> Duration {
        guard let time = WaitingTime(text)?.duration else {
            throw ValidationError(
                "\(option): \"\(text)\" is not a time. Write a number with its unit, such as 500ms, 30s or 10m.")
        }
        return time
    }
}
