internal import Synchronization

/// A line at the bottom of a terminal that says what runs and for how long, for work of more than a second.
final class StatusLine: Sendable {
    private struct State {
        var ticker: Task<Void, Never>?
        var isShown = false
        var text = ""
    }

    /// No more than the narrowest usual terminal shows: a line that wraps could not be wiped.
    private static let width = 79

    private let output: TextOutput
    private let state = Mutex(State())

    /// A status line; where no person is looking, it does nothing.
    init(_ output: TextOutput) {
        self.output = output
    }

    /// Begins to show what runs, once it has run for a second.
    func begin(_ text: String) {
        guard output.isTerminal else { return }
        end()
        let started = ContinuousClock.now
        let ticker = Task { [weak self] in
            while !Task.isCancelled {
                guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
                self?.show(since: started)
            }
        }
        state.withLock {
            $0.ticker = ticker
            $0.text = text
        }
    }

    /// Says something else of what runs, from the next second on.
    func update(_ text: String) {
        state.withLock { $0.text = text }
    }

    /// Stops showing it and leaves the terminal's line empty.
    func end() {
        state.withLock { state in
            state.ticker?.cancel()
            state.ticker = nil
            if state.isShown { output.write("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    private func show(since started: ContinuousClock.Instant) {
        let elapsed = "  \((ContinuousClock.now - started).components.seconds) s"
        state.withLock { state in
            // `end` cancels under the same lock, so that nothing is shown after it.
            guard !Task.isCancelled else { return }
            let line = state.text.onOneLine.cut(to: Self.width - elapsed.count) + elapsed
            output.write("\r\u{1B}[K" + output.paint(line, .dim))
            state.isShown = true
        }
    }
}
