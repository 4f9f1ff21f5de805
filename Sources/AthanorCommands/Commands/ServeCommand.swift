internal import ArgumentParser
internal import Athanor

/// `serve`: keeps materialized views as fresh as their targets say, until it is stopped.
struct ServeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("serve", ""),
            ("serve --jobs 4 --stop-within 2m", "four at a time; at the end they may go on for two minutes"),
        ])
        return CommandConfiguration(
            commandName: "serve", abstract: "Keep materialized views as fresh as their targets say, until stopped.",
            discussion: """
                A view's target stands with its definition, as `-- athanor: refresh every 5 minutes` before CREATE \
                MATERIALIZED VIEW, or in athanor.yaml under `refresh:`. Any number of copies may run against one \
                database: each refresh happens once. Moments that were missed are not made up for, and a view whose \
                refresh fails is left alone for a while, for longer each time.

                SIGTERM or Ctrl-C stops it: nothing new is begun, and what runs may go on for the time that \
                --stop-within says; then it is cancelled. The exit code is 0.

                \(examples.text)
                """)
    }

    @OptionGroup var manner: RefreshMannerFlags
    @Option(
        help: ArgumentHelp(
            "How long refreshes that run may go on when it is stopped (default: 30s).", valueName: "time"),
        transform: { try time($0, for: "--stop-within") })
    var stopWithin: Duration = .seconds(30)
    @Option(
        help: ArgumentHelp(
            "Look at the database at least so often, for new views and targets (default: 10s).", valueName: "time"),
        transform: { try time($0, for: "--look-every") })
    var lookEvery: Duration = .seconds(10)
    @OptionGroup(title: "Locks and time") var patience: RefreshPatienceFlags
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        guard lookEvery > .zero else {
            throw ValidationError("--look-every 0 would look all the time. Write a time, as 1s or 1m.")
        }
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database, manner, patience)
        let options = try KeepingOptions(
            jobs: project.configuration.refreshJobs(),
            settings: project.configuration.refreshSettings(concurrently: manner.concurrently ?? .auto),
            lookEvery: lookEvery, stopWithin: stopWithin)
        let keeper = FreshnessKeeper(
            try project.refresher(), options: options, onEvent: ServeDisplay(project).show)
        // Not a child task: a signal asks the keeper to stop, and does not cancel its refreshes.
        let keeping = Task { try await keeper.run() }
        try await Interruption.announcing(
            "stopping: what runs may go on for \(stopWithin.displayText); once more to stop at once"
        ) {
            try await withTaskCancellationHandler {
                try await keeping.value
            } onCancel: {
                keeper.stop()
            }
        }
    }

    private static func time(_ text: String, for option: String) throws -> Duration {
        guard let time = WaitingTime(text)?.duration else {
            throw ValidationError(
                "\(option): \"\(text)\" is no time. Write a number with its unit, as 500ms, 30s or 10m.")
        }
        return time
    }
}
