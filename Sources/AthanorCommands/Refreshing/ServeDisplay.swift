internal import Athanor
internal import Foundation
internal import Synchronization

/// Shows the work of `serve`: a line with the time for each refresh, and JSON events for programs.
final class ServeDisplay: Sendable {
    private struct State {
        /// The targets that were shown last.
        var targets: [String]?
        /// The problems of targets that were shown last.
        var problems: Set<String> = []
    }

    private let output: TextOutput
    private let errorOutput: TextOutput
    private let machines: TextOutput?
    private let invocation: Invocation
    private let state = Mutex(State())

    init(_ project: Project) {
        invocation = project.invocation
        output = project.progress
        errorOutput = project.invocation.errorOutput
        machines = project.printsJSON ? project.invocation.output : nil
    }

    func show(_ event: ViewRefreshScheduler.Event) {
        state.withLock { state in
            switch event {
            case .looked(let overview): tell(overview, &state)
            case .refresh(let event): tell(event)
            case .failed(let error, let pause):
                try? machines?.event(ServeEvent.failed(Explanation(of: error), retryingIn: pause))
                warn("cannot read the views: \(Explanation(of: error).message); retrying in \(pause.displayText)")
            case .stopping(let running):
                try? machines?.event(ServeEvent.stopping(running: running))
                line(
                    running == 0
                        ? "stopped" : "stopping, \(running) \(running == 1 ? "refresh" : "refreshes") still running")
            case .cancelling(let running):
                try? machines?.event(ServeEvent.cancelling(running: running))
                warn("the time to stop is over: cancelling \(running) \(running == 1 ? "refresh" : "refreshes")")
            }
        }
    }

    private func tell(_ overview: FreshnessOverview, _ state: inout State) {
        let targets = overview.views.compactMap { view in
            view.target.usable.flatMap { $0 == .manual ? nil : "\(view.view) \($0)" }
        }
        if targets != state.targets {
            state.targets = targets
            try? machines?.event(ServeEvent.keeping(overview, in: invocation.announced.document))
            if targets.isEmpty {
                line(
                    "no view has a target yet. Set one with its definition, as `-- athanor: refresh every 5 minutes`, "
                        + "or in athanor.yaml under `refresh:`; only the latter needs a restart."
                )
            } else {
                line("keeping \(targets.count) \(targets.count == 1 ? "view" : "views") fresh:")
                let (shown, rest) = targets.split(at: 20)
                for target in shown { output.line("    \(target)".onOneLine) }
                if !rest.isEmpty { output.line("    and \(rest.count) more") }
            }
        }
        let problems = Set(overview.targetProblems)
        for problem in problems.subtracting(state.problems).sorted() { warn(problem) }
        state.problems = problems
    }

    private func tell(_ event: RefreshEvent) {
        switch event {
        case .ended(let result):
            switch result.outcome {
            // Another copy has refreshed it, or is refreshing it.
            case .busy, .notDue: return
            case .done(let figures, let duration):
                line(
                    "\(result.plan.view)  refreshed\(Self.manner(figures)) in \(duration.displayText)\(figures.displayText)"
                )
            case .failed(let failure):
                let explanation = failure.explanation
                warn("\(explanation.message)")
                for note in explanation.notes { errorOutput.line("    \(note.label): \(note.text)".onOneLine) }
            case .refused(let refusal):
                warn("\(result.plan.view) cannot be refreshed concurrently: \(refusal.reason)")
                for line in refusal.remedyLines { errorOutput.line("    \(line)") }
            case .cancelled: warn("\(result.plan.view)  cancelled")
            case .skipped(let source): warn("\(result.plan.view)  skipped, since \(source) could not be refreshed")
            }
        case .retrying(let view, let attempt, let holders):
            let who = holders.isEmpty ? "" : ": \(holders.joined(separator: "; "))"
            line("\(view)  could not get the lock; attempt \(attempt) rolled back, retrying\(who)")
        case .started, .waiting: break
        }
        try? machines?.event(RefreshEventLine(event))
    }

    /// The way in which a view was refreshed, if the database has several.
    private static func manner(_ figures: RefreshFigures) -> String {
        switch figures.strategy {
        case "plain": " plainly"
        case "isolated": ""
        default: " \(figures.strategy)"
        }
    }

    private func line(_ text: String) {
        output.line(invocation.namingTool(in: "\(Self.moment)  \(text)".onOneLine))
    }

    private func warn(_ text: String) {
        errorOutput.line(
            invocation.namingTool(
                in: "\(Self.moment)  ".onOneLine + errorOutput.paint("warning:", .yellow) + " " + text.onOneLine))
    }

    private static var moment: String { Date.now.formatted(.iso8601) }
}

/// An event of `serve`, as JSON, in addition to the events of each view.
struct ServeEvent: Encodable {
    /// A view with its target.
    private struct Target: Encodable {
        let view: String
        let target: String
    }

    private let event: String
    private let command = "serve"
    private var running: Int?
    private var targets: [Target]?
    private var message: String?
    private var retryingInMs: Int64?
    private var database: DatabaseDocument?

    private enum CodingKeys: CodingKey {
        case event, command, running, targets, message, retryingInMs, database
    }

    private init(_ event: String) { self.event = event }

    /// The event for the targets that are kept.
    static func keeping(_ overview: FreshnessOverview, in database: DatabaseDocument?) -> ServeEvent {
        var event = ServeEvent("keeping")
        event.database = database
        event.targets = overview.views.compactMap { view in
            view.target.usable.map { Target(view: view.view.description, target: $0.description) }
        }
        return event
    }

    /// The event for a database that could not be read.
    static func failed(_ explanation: Explanation, retryingIn pause: Duration) -> ServeEvent {
        var event = ServeEvent("unreachable")
        event.message = explanation.message
        event.retryingInMs = pause.milliseconds
        return event
    }

    /// The event for a request to stop.
    static func stopping(running: Int) -> ServeEvent {
        var event = ServeEvent("stopping")
        event.running = running
        return event
    }

    /// The event for the end of the time to stop.
    static func cancelling(running: Int) -> ServeEvent {
        var event = ServeEvent("cancelling")
        event.running = running
        return event
    }
}
