internal import Athanor
internal import Synchronization

/// Lines at the bottom of a terminal that say what runs and for how long: one for each task that has run for more than
/// a second. A line is removed when its task ends; other output appears above the lines.
final class StatusLines: Sendable {
    private struct Line {
        var text: String
        let started: ContinuousClock.Instant
        /// How long it usually takes.
        let expected: Duration?
    }

    private struct State {
        var ticker: Task<Void, Never>?
        /// In the order in which they started.
        var lines: [(key: String, line: Line)] = []
        var shown: [String] = []
    }

    /// How long a task runs before it gets a line.
    private static let delay = Duration.seconds(1)
    /// The time between two updates.
    private static let interval = Duration.milliseconds(200)

    private let output: TextOutput
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// Status lines; without a terminal, they do nothing.
    /// - Parameter now: the clock.
    init(_ output: TextOutput, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.output = output
        self.now = now
    }

    /// Starts to show a task, once it has run for a second.
    /// - Parameters:
    ///   - text: the description of the task.
    ///   - key: the name of the task among several; replaces a task of the same name.
    ///   - expected: how long it usually takes.
    func begin(_ text: String, as key: String = "", expected: Duration? = nil) {
        guard output.isTerminal else { return }
        state.withLock { state in
            state.lines.removeAll { $0.key == key }
            state.lines.append((key, Line(text: text, started: now(), expected: expected)))
            draw(&state)
            guard state.ticker == nil else { return }
            state.ticker = Task { [weak self] in
                while (try? await Task.sleep(for: Self.interval)) != nil, let self { self.tick() }
            }
        }
    }

    /// Changes the description of a task, from the next update on.
    func update(_ text: String, of key: String = "") {
        state.withLock { state in
            guard let index = state.lines.firstIndex(where: { $0.key == key }) else { return }
            state.lines[index].line.text = text
        }
    }

    /// Removes the line of one task.
    func end(_ key: String) {
        state.withLock { state in
            state.lines.removeAll { $0.key == key }
            draw(&state)
            if state.lines.isEmpty { stop(&state) }
        }
    }

    /// Removes all lines, and leaves the terminal's line empty.
    func end() {
        state.withLock { state in
            state.lines = []
            draw(&state)
            stop(&state)
        }
    }

    /// Prints something above the lines.
    func above(_ print: () -> Void) {
        state.withLock { state in
            wipe(&state)
            print()
            draw(&state)
        }
    }

    /// Prints something above the lines that the terminal shows, if any; for callers that do not know the status lines.
    static func above(_ print: () -> Void) {
        guard let lines = onTerminal.withLock({ $0.lines }) else { return print() }
        lines.above(print)
    }

    /// Updates the lines if they have changed.
    func tick() {
        state.withLock { draw(&$0) }
    }

    private func stop(_ state: inout State) {
        state.ticker?.cancel()
        state.ticker = nil
    }

    private func draw(_ state: inout State) {
        let size = output.size()
        let moment = now()
        var wanted = state.lines.compactMap { _, line -> String? in
            let elapsed = moment - line.started
            guard elapsed >= Self.delay else { return nil }
            let of = line.expected.map { " of about \($0.roughText)" } ?? ""
            let time = "  \(elapsed.roughText)\(of)"
            // A line that wraps, or reaches the last column, could not be removed.
            return line.text.onOneLine.cut(to: max(1, size.columns - 1 - time.displayWidth)) + time
        }
        let room = max(1, size.rows - 1)
        if wanted.count > room {
            wanted = wanted.prefix(room - 1) + ["and \(wanted.count - room + 1) more"]
        }
        guard wanted != state.shown else { return }
        var text = Self.wiping(state.shown.count)
        text += wanted.map { output.shown(output.paint($0.cut(to: max(1, size.columns - 1)), .dim)) }.joined(
            separator: "\n")
        output.write(text)
        state.shown = wanted
        Self.onTerminal.withLock { $0.lines = wanted.isEmpty ? nil : self }
    }

    private func wipe(_ state: inout State) {
        guard !state.shown.isEmpty else { return }
        output.write(Self.wiping(state.shown.count))
        state.shown = []
        Self.onTerminal.withLock { $0.lines = nil }
    }

    /// The commands that erase this many lines, and move a terminal's cursor from their end to their beginning.
    private static func wiping(_ lines: Int) -> String {
        switch lines {
        case 0: ""
        case 1: "\r\u{1B}[K"
        default: "\r\u{1B}[\(lines - 1)A\u{1B}[J"
        }
    }

    private struct OnTerminal {
        weak var lines: StatusLines?
    }

    /// The lines that the terminal shows: a process has one terminal.
    private static let onTerminal = Mutex(OnTerminal())
}

/// The size of a terminal.
struct TerminalSize: Sendable, Hashable {
    let columns: Int
    let rows: Int

    /// The narrowest usual terminal.
    static let usual = TerminalSize(columns: 80, rows: 24)
}
