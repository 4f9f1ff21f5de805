internal import Athanor

/// Shows a run: a line for each finished revision and, on a terminal, the running one.
final class MigrationDisplay: Sendable {
    /// The number of columns that titles are cut to, so that each stays on one line.
    private static let widestTitle = 50

    private let output: TextOutput
    private let errorOutput: TextOutput
    private let status: StatusLines
    private let history: RevisionSet
    private let idWidth: Int
    private let titleWidth: Int

    /// A display with columns wide enough for any revision of the history.
    init(_ history: RevisionSet, output: TextOutput, errorOutput: TextOutput) {
        self.history = history
        self.output = output
        self.errorOutput = errorOutput
        status = StatusLines(errorOutput)
        let all = history.all
        idWidth = all.map(\.id.rawValue.displayWidth).max() ?? 0
        titleWidth = min(all.map(\.title.displayWidth).max() ?? 0, Self.widestTitle)
    }

    func show(_ event: MigrationEvent) {
        switch event {
        case .connected: break
        case .waitingForLock(let holder):
            status.end()
            errorOutput.line("waiting: \(LockNotAvailable.reason(holder: holder))".onOneLine)
            status.begin("waiting")
        case .blocked(let sessions):
            guard !sessions.isEmpty else { return }
            status.above { errorOutput.line("waiting for a lock: \(sessions.listed)".onOneLine) }
        case .retrying(let attempt, let attempts, let pause):
            status.above {
                errorOutput.line(
                    "could not get the lock (attempt \(attempt) of \(attempts)); rolled back, retrying in "
                        + pause.displayText)
            }
        case .revisionsChanged(let findings):
            let text = RevisionFindingsText(findings, of: history).warning.joined(separator: "\n")
            StatusLines.above {
                errorOutput.line(Invocation.current.namingTool(in: errorOutput.paint("warning:", .yellow) + " " + text))
            }
        case .countedFrom(let head, let others):
            StatusLines.above { StartOfSteps(head: head, others: others).warn(on: errorOutput) }
        case .stamped(let views): for line in StampedViewsText(views).lines { output.line(line) }
        case .doubtful(let doubts):
            StatusLines.above { RevisionFileWarnings(doubts.map(\.warning)).show(on: errorOutput) }
        case .started(let step, let title):
            status.begin(line(step, title, time: nil))
        case .resumed(let step, let finished, let parts):
            status.end()
            errorOutput.line(
                "\(step.revision): continues after \(finished) of \(parts) segments that were committed before")
            status.begin("\(step.direction)  \(step.revision)")
        case .progress(let step, let progress):
            status.update("\(step.direction)  \(step.revision)  \(progress.text)")
        case .doing(let step, let what):
            status.update("\(step.direction)  \(step.revision)  \(what)")
        case .finished(let step, let title, let duration):
            status.end()
            output.line(line(step, title, time: duration))
        }
    }

    /// Removes the status line.
    func end() {
        status.end()
    }

    private func line(_ step: RevisionStep, _ title: String, time: Duration?) -> String {
        let title = title.onOneLine.cut(to: Self.widestTitle)
        let start = "\(step.direction)".padded(to: 9) + "  " + step.revision.rawValue.padded(to: idWidth) + "  "
        guard let time else { return start + title }
        return start + title.padded(to: titleWidth) + "  " + time.displayText.paddedLeft(to: 7)
    }
}

extension [BlockingSession] {
    /// All of them on one line.
    fileprivate var listed: String { map(\.description).joined(separator: "; ") }
}

extension BackfillProgress {
    /// `1,200 of 5,000 rows, 800 a second, 5 s left`.
    fileprivate var text: String {
        let left = timeLeft.map { ", \($0.displayText) left" } ?? ""
        return "\(rows) of \(max(expected, rows)) rows, \(Int(rate)) a second\(left)"
    }
}
