internal import Athanor
internal import Synchronization

/// Lines at the bottom of a terminal that say what runs and for how long: one for each thing that has been running for more
/// than a second. They are wiped when it ends, and stand below whatever is printed meanwhile.
final class StatusLines: Sendable {
    private struct Line {
        var text: String
        let started: ContinuousClock.Instant
        /// How long it took at other times.
        let expected: Duration?
    }

    private struct State {
        var ticker: Task<Void, Never>?
        /// In the order in which they began.
        var lines: [(key: String, line: Line)] = []
        var shown: [String] = []
    }

    /// How long something runs before it is worth a line.
    private static let delay = Duration.seconds(1)
    /// No more often is anything written.
    private static let interval = Duration.milliseconds(200)

    private let output: TextOutput
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// Status lines; where no person is looking, they do nothing.
    /// - Parameter now: what tells the time.
    init(_ output: TextOutput, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.output = output
        self.now = now
    }

    /// Begins to show what runs, once it has run for a second.
    /// - Parameters:
    ///   - text: what it is.
    ///   - key: by which it is known among several; one of the same key ends.
    ///   - expected: how long it took at other times.
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

    /// Says something else of what runs, from the next moment on.
    func update(_ text: String, of key: String = "") {
        state.withLock { state in
            guard let index = state.lines.firstIndex(where: { $0.key == key }) else { return }
            state.lines[index].line.text = text
        }
    }

    /// Stops showing one thing.
    func end(_ key: String) {
        state.withLock { state in
            state.lines.removeAll { $0.key == key }
            draw(&state)
            if state.lines.isEmpty { stop(&state) }
        }
    }

    /// Stops showing anything and leaves the terminal's line empty.
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

    /// Prints something above whatever lines the terminal shows: for those who know nothing of what runs.
    static func above(_ print: () -> Void) {
        guard let lines = onTerminal.withLock({ $0.lines }) else { return print() }
        lines.above(print)
    }

    /// Looks at the time, and shows what has changed.
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
            // A line that wraps, or reaches the last column, could not be wiped.
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

    /// What takes a terminal from the end of so many lines to the beginning of the first, with nothing there any more.
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

/// How much a terminal shows.
struct TerminalSize: Sendable, Hashable {
    let columns: Int
    let rows: Int

    /// The narrowest usual terminal.
    static let usual = TerminalSize(columns: 80, rows: 24)
}
