internal import Athanor
internal import Synchronization

/// Shows refreshes: lines for people, with status lines on a terminal, and JSON events for programs.
final class RefreshDisplay: Sendable {
    private struct State {
        var plan: RefreshPlan?
        var results: [ViewRefreshResult] = []
        /// The view that the last line on standard output is about.
        var last: QualifiedName?
    }

    private let output: TextOutput
    /// The output for waits, warnings and errors.
    private let errorOutput: TextOutput
    private let machines: TextOutput?
    private let status: StatusLines
    private let isQuiet: Bool
    private let tool: Invocation
    private let now: @Sendable () -> ContinuousClock.Instant
    private let began: ContinuousClock.Instant
    private let state = Mutex(State())

    /// A display for a refresh that starts now.
    /// - Parameter now: the clock.
    init(_ project: Project, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        output = project.progress
        errorOutput = project.invocation.errorOutput
        machines = project.printsJSON ? project.invocation.output : nil
        status = StatusLines(project.showsProgress ? errorOutput : .discarding, now: now)
        isQuiet = !project.showsProgress
        tool = project.invocation
        self.now = now
        began = now()
    }

    /// The results so far.
    var results: [ViewRefreshResult] { state.withLock { $0.results } }
    /// The plan, once it is known.
    var plan: RefreshPlan? { state.withLock { $0.plan } }

    /// Records the plan.
    func show(_ plan: RefreshPlan) {
        state.withLock { $0.plan = plan }
        // A line that cannot be written must not stop a refresh.
        try? machines?.event(RefreshPlannedEvent(plan))
    }

    /// Shows events before the first view: the metadata tables may be created, under the migration lock.
    func show(_ event: MigrationEvent) {
        guard case .waitingForLock(let holder) = event, !isQuiet else { return }
        status.above {
            errorOutput.line("waiting: \(LockNotAvailable.reason(holder: holder))".onOneLine)
        }
    }

    func show(_ event: RefreshEvent) {
        // Events come from several tasks at once, and their lines must not mix.
        state.withLock { state in
            if case .ended(let result) = event { state.results.append(result) }
            try? machines?.event(RefreshEventLine(event))
            switch event {
            case .started(let plan):
                status.begin("refresh  \(plan.view)", as: plan.view.description, expected: plan.expected)
                // The first line of a refresh always names the view.
                state.last = nil
                line(plan.view, plan.strategy.headline, &state)
                for warning in plan.warnings { self.warning(plan.view, warning.description, &state) }
            case .waiting(let view, let holder):
                status.update("waiting  \(view)", of: view.description)
                let who = holder.map { ": \($0)" } ?? ""
                remark(view, "waiting for another session that is refreshing or replacing it\(who)", &state)
            case .retrying(let view, let attempt, let holders):
                let who = holders.isEmpty ? "" : ": \(holders.joined(separator: "; "))"
                remark(view, "could not get the lock; attempt \(attempt) rolled back, retrying\(who)", &state)
            case .ended(let result):
                status.end(result.plan.view.description)
                show(result, &state)
            }
        }
    }

    private func show(_ result: ViewRefreshResult, _ state: inout State) {
        let view = result.plan.view
        switch result.outcome {
        case .done(let figures, let duration):
            line(view, "done in \(duration.displayText)\(figures.displayText)", &state)
        case .busy:
            line(view, "left out: another session is refreshing or replacing it", &state)
        case .notDue:
            line(view, "not due any more: another session has refreshed it", &state)
        case .skipped(let source):
            remark(view, "skipped, since \(source) could not be refreshed", &state)
        case .cancelled:
            remark(view, "cancelled", &state)
        case .failed, .refused:
            // With a single view, the command ends with this error.
            guard state.plan?.views.count != 1, let explanation = result.explanation else { return }
            state.last = nil
            status.above { tool.show(explanation) }
        }
    }

    /// Removes the status lines.
    func end() {
        status.end()
    }

    /// The number of views by outcome, and the time: `12 refreshed, 1 failed, 2 skipped in 34 s`.
    func summary(_ report: RefreshReport) -> String {
        let words: [(outcome: String, word: String)] = [
            ("done", "refreshed"), ("failed", "failed"), ("refused", "refused"), ("skipped", "skipped"),
            ("busy", "busy"), ("not_due", "not due"), ("cancelled", "cancelled"),
        ]
        let counts = words.compactMap { outcome, word -> String? in
            let count = report.results.filter { $0.outcome.name == outcome }.count
            return count == 0 && outcome != "done" ? nil : "\(count) \(word)"
        }
        return "\(counts.joined(separator: ", ")) in \((now() - began).displayText)"
    }

    /// Prints a line about a view, without its name if the line before is about the same view.
    private func line(_ view: QualifiedName, _ text: String, _ state: inout State) {
        let names = (state.plan?.views ?? []).map(\.view.description.displayWidth)
        let name = state.last == view ? "    " : view.description.onOneLine.padded(to: names.max() ?? 0) + "  "
        status.above { output.line(name + text.onOneLine) }
        state.last = view
    }

    private func warning(_ view: QualifiedName, _ text: String, _ state: inout State) {
        guard !isQuiet else { return }
        status.above {
            errorOutput.line(
                tool.namingTool(in: errorOutput.paint("warning:", .yellow) + " \(view): \(text)".onOneLine))
        }
        state.last = nil
    }

    private func remark(_ view: QualifiedName, _ text: String, _ state: inout State) {
        guard !isQuiet else { return }
        status.above { errorOutput.line("\(view)  \(text)".onOneLine) }
        state.last = nil
    }
}

extension RefreshFigures {
    /// The known figures, to follow other words: `, rows: 5321, +12 ~3 -1`.
    var displayText: String {
        (rowsAfter.map { ", rows: \($0)" } ?? "") + (changes.displayText.map { ", \($0)" } ?? "")
    }
}

extension RowChanges {
    /// The numbers of written rows: `+12 ~3 -1`, without zeros; `nil` if nothing is known.
    var displayText: String? {
        let counts = [("+", inserted), ("~", updated), ("-", deleted)]
        guard counts.contains(where: { $0.1 != nil }) else { return nil }
        let written = counts.compactMap { sign, count in count.flatMap { $0 == 0 ? nil : "\(sign)\($0)" } }
        if !written.isEmpty { return written.joined(separator: " ") }
        return counts.contains { $0.1 == nil } ? nil : "none changed"
    }
}
