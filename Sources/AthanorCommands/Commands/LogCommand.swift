internal import ArgumentParser
internal import Athanor
internal import Foundation

/// `log`: shows the work that was done on the database.
struct LogCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        let examples = CommandExamples([
            ("log", "the newest 20 entries"),
            ("log --failed -v", "failed work, with the whole message"),
            ("log --revision head", "work on the newest revision"),
            ("log --kind refresh -n 5", "the last five refreshes"),
            ("log --refreshes daily_usage", "the refresh history of one view: rows, size, changes"),
        ])
        return CommandConfiguration(
            commandName: "log", abstract: "Show the log of the work on the database.",
            discussion: """
                Athanor writes an entry for each revision, stamp and refresh: what ran, when, for how long, by whom, \
                and how it ended. The newest entries come first, with times in this machine's time zone. It only \
                reads.

                \(examples.text)
                """)
    }

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Show at most this many entries; 0 shows all (default: 20).", valueName: "count"))
    var number: Int?
    @Flag(help: "Show all entries (the same as --number 0).")
    var all = false
    @Option(
        help: ArgumentHelp(
            "Only work on this revision, including stamps: an id or its beginning, head, current …",
            valueName: "revision"), completion: .revisionName("head", "heads", "current"))
    var revision: String?
    @Option(
        help: ArgumentHelp(
            "Only this kind of work: \(LogRecord.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kind"), completion: .list(LogRecord.Kind.allCases.map(\.rawValue)),
        transform: LogRecord.Kind.init(argument:))
    var kind: LogRecord.Kind?
    @Option(
        help: ArgumentHelp(
            "Only the refreshes of this view (with or without its schema), each with its rows, size and changes.",
            valueName: "view"),
        completion: .viewName(.materializedView))
    var refreshes: String?
    @Flag(help: "Only work of the configured version table's history.")
    var history = false
    @Flag(help: "Only failed work.")
    var failed = false
    @Flag(help: "Show times in UTC.")
    var utc = false
    @Flag(name: .customShort("v"), help: "Show every entry in full (so does --verbose).")
    var isDetailed = false
    @OptionGroup(title: "Database") var database: DatabaseFlags
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        if let number, number < 0 {
            throw ValidationError("--number must be 0 or more, not \(number). 0 shows all entries.")
        }
        if all, let number, number != 0 {
            throw ValidationError("--all and --number \(number) contradict each other. Leave one of them out.")
        }
        let others =
            (kind.map { $0 == .refresh ? [] : ["--kind \($0)"] } ?? []) + (revision.map { ["--revision \($0)"] } ?? [])
        if refreshes != nil, history {
            throw ValidationError("--refreshes and --history contradict each other: a refresh belongs to no history.")
        }
        if refreshes != nil, let other = others.first {
            throw ValidationError("--refreshes and \(other) contradict each other. Leave one of them out.")
        }
    }

    func run() async throws {
        let project = try Project(announcesDatabase: true, general, database)
        let output = project.invocation.output
        if let refreshes { return try await showRefreshes(of: refreshes, project) }
        let query = LogQuery(
            project: project, revision: revision,
            filter: LogFilter(
                limit: limit, kind: kind, outcome: failed ? .failed : nil, ownHistoryOnly: history))
        let source = try await query.source()
        if project.printsJSON { return try await source.showDocument(on: output) }
        let display = LogDisplay(titles: query.titles, timeZone: timeZone)
        let hasEntries =
            if isDetailed || general.verbose {
                try await source.show(blocksOf: display, on: output)
            } else {
                try await source.show(in: display.table, on: output)
            }
        guard !hasEntries else { return }
        output.line(
            project.invocation.namingTool(
                in: query.isRestricted
                    ? "The log has no such entry. `athanor log` shows entries of all kinds."
                    : "The log is empty: Athanor has done nothing on this database yet."))
    }

    private func showRefreshes(of name: String, _ project: Project) async throws {
        let output = project.invocation.output
        let source = try await RefreshHistoryQuery(
            project: project, name: name, filter: LogFilter(limit: limit, outcome: failed ? .failed : nil)
        ).source()
        if project.printsJSON { return try await source.showDocument(on: output) }
        let hasEntries =
            if isDetailed || general.verbose {
                try await source.show(blocksOf: LogDisplay(titles: [:], timeZone: timeZone), on: output)
            } else {
                try await source.show(in: .refreshes(in: timeZone), on: output)
            }
        guard !hasEntries else { return }
        output.line(failed ? "No refresh of \(name) has failed." : "Athanor has not refreshed \(name) yet.")
    }

    private var timeZone: TimeZone { utc ? .gmt : .current }

    private var limit: Int? {
        let number = all ? 0 : number ?? 20
        return number == 0 ? nil : number
    }
}

extension LogRecord.Kind {
    /// The kind that an argument of the command line names.
    init(argument: String) throws {
        guard let kind = Self(rawValue: argument) else {
            let known = Self.allCases.map(\.rawValue)
            throw ValidationError(
                "There is no kind of work \"\(argument)\". \(NearestNames.suggestion(for: argument, among: known))")
        }
        self = kind
    }
}
