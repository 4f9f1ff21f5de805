import Synchronization
import Testing

@testable import AthanorCommands

/// A clock that goes when a test says so.
final class TestClock: Sendable {
    private let moment = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { moment.withLock { $0 } }

    func advance(by duration: Duration) {
        moment.withLock { $0 += duration }
    }
}

@Suite struct StatusLinesTests {
    private let clock = TestClock()
    private let text = CapturedText()

    private func lines(columns: Int = 80, rows: Int = 24) -> StatusLines {
        StatusLines(
            TextOutput(
                isTerminal: true, usesColors: false, write: text.textOutput.write,
                size: { TerminalSize(columns: columns, rows: rows) }), now: { [clock] in clock.now })
    }

    private func screen(columns: Int = 80) -> [String] { TerminalScreen(text.text, columns: columns).lines }

    @Test("A line is shown after a second, and wiped at its end")
    func lineIsShownAndWiped() {
        let lines = lines()
        lines.begin("one")
        lines.tick()
        #expect(text.text == "")
        clock.advance(by: .seconds(1))
        lines.tick()
        #expect(screen() == ["one  1 s"])
        clock.advance(by: .seconds(64))
        lines.tick()
        #expect(screen() == ["one  1 min 5 s"])
        lines.end()
        #expect(screen() == [""])
    }

    @Test("Nothing is written while nothing changes")
    func nothingIsWrittenWhileNothingChanges() {
        let lines = lines()
        lines.begin("one")
        clock.advance(by: .seconds(2))
        lines.tick()
        let before = text.text
        clock.advance(by: .milliseconds(200))
        lines.tick()
        #expect(text.text == before)
    }

    @Test("Several lines are shown below each other, and end one by one")
    func severalStandBelowEachOtherAndEndOneByOne() {
        let lines = lines()
        lines.begin("a", as: "a", expected: .seconds(40))
        clock.advance(by: .seconds(2))
        lines.begin("b", as: "b")
        clock.advance(by: .seconds(10))
        lines.tick()
        #expect(screen() == ["a  12 s of about 40 s", "b  10 s"])
        lines.update("b again", of: "b")
        lines.end("a")
        #expect(screen() == ["b again  10 s"])
        lines.end("b")
        #expect(screen() == [""])
    }

    @Test("Output that is printed during a run appears above")
    func whatIsPrintedMeanwhileStandsAbove() {
        let lines = lines()
        lines.begin("a", as: "a")
        lines.begin("b", as: "b")
        clock.advance(by: .seconds(3))
        lines.tick()
        lines.above { text.textOutput.line("printed") }
        #expect(screen() == ["printed", "a  3 s", "b  3 s"])
        lines.above { text.textOutput.line("and more") }
        lines.end("a")
        #expect(screen() == ["printed", "and more", "b  3 s"])
        lines.end()
        #expect(screen() == ["printed", "and more", ""])
    }

    @Test("Every line is narrower than the terminal, and no more are shown than it has")
    func linesFitTheTerminal() {
        let lines = lines(columns: 20, rows: 4)
        for name in ["日本語のとても長い名前", "a very long name that has no room", "c", "d", "e"] {
            lines.begin(name, as: name)
        }
        clock.advance(by: .seconds(5))
        lines.tick()
        let shown = screen(columns: 20)
        #expect(shown == ["日本語のとて…  5 s", "a very long n…  5 s", "and 3 more"])
        for line in shown { #expect(line.displayWidth < 20) }
        lines.end()
        #expect(screen(columns: 20) == [""])
    }

    @Test("Without a terminal, no status line is written")
    func whereNobodyLooksNothingIsWritten() {
        let lines = StatusLines(text.textOutput, now: { [clock] in clock.now })
        lines.begin("one")
        clock.advance(by: .seconds(5))
        lines.tick()
        lines.above { text.textOutput.line("printed") }
        lines.end()
        #expect(text.text == "printed\n")
    }
}
