import Athanor
import Testing

@testable import AthanorCommands

@Suite struct OutputTests {
    private let plain = TextOutput.discarding
    private let colored = TextOutput(isTerminal: true, usesColors: true, write: { _ in })

    @Test("Columns are aligned by the width of their characters")
    func columnsAreAlignedByWidth() {
        var table = Table([("view", .left), ("rows", .right), ("key", .left)])
        table.add(["日本", "7", "id"])
        table.add(["daily", "1234", ""])
        #expect(
            table.lines(for: plain) == [
                "view   rows  key",
                "日本      7  id",
                "daily  1234",
            ])
    }

    @Test("An empty column takes no space")
    func aColumnWithoutAnythingInItTakesNoPlace() {
        var table = Table(alignments: [.left, .left, .left])
        table.add(["a", "", "b"])
        #expect(table.lines(for: plain) == ["a  b"])
    }

    @Test("Control characters that a terminal would obey are not printed")
    func terminalCommandsAreNotPrinted() {
        var table = Table(alignments: [.left])
        table.add(["a\u{1B}[31m\nb"])
        #expect(table.lines(for: plain) == ["a\u{FFFD}[31m b"])
    }

    @Test("A text is cut to its width in columns")
    func aTextIsCutToItsWidthInColumns() {
        #expect("abcdef".cut(to: 6) == "abcdef")
        #expect("abcdefg".cut(to: 6) == "abcde…")
        #expect("日本語日本語".cut(to: 6) == "日本…")
    }

    @Test("Durations are shown in the unit that fits")
    func durationsAreShownInTheUnitThatFits() {
        #expect(Duration.milliseconds(12).displayText == "12 ms")
        #expect(Duration.milliseconds(Int64.max).displayText.hasSuffix(" min"))
        #expect(Duration.milliseconds(59_950).displayText == "1 min 0 s")
        #expect(Duration.milliseconds(1_249).displayText == "1.2 s")
        #expect(Duration.milliseconds(59_949).displayText == "59.9 s")
        #expect(Duration.milliseconds(59_999).displayText == "1 min 0 s")
        #expect(Duration.seconds(185).displayText == "3 min 5 s")
        #expect(Duration.seconds(7_800).displayText == "2 h 10 min")
    }

    @Test("Sizes are shown in units of 1024")
    func sizesAreShownInUnitsOf1024() {
        #expect(ByteCount(bytes: 512).displayText == "512 bytes")
        #expect(ByteCount(bytes: 16_384).displayText == "16 kB")
        #expect(ByteCount(bytes: 1_258_291).displayText == "1.2 MB")
        #expect(ByteCount(bytes: 1_048_575).displayText == "1 MB")
        #expect(ByteCount(bytes: .max).displayText == "8192 PB")
    }

    @Test("Errors are coloured only where colours are wanted")
    func errorsAreColoredOnlyWhereColorsAreWanted() {
        let place = SourceText(path: "a.sql", text: "SELEC 1").place(atUTF8: 0)
        var explanation = Explanation("syntax error")
        explanation.place = place
        explanation.advice = "Correct it."
        #expect(explanation.painted(for: plain) == explanation.description)
        let painted = colored.shown(explanation.painted(for: colored))
        #expect(painted.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        let unpainted = ["\u{1B}[0m", "\u{1B}[1;31m", "\u{1B}[1m"].reduce(painted) { $0.replacing($1, with: "") }
        #expect(unpainted == explanation.description)
    }

    @Test("Advice names the executable that runs")
    func adviceNamesTheExecutableThatRuns() {
        var invocation = Invocation.current
        invocation.name = "migrate"
        #expect(invocation.namingTool(in: "Run `athanor upgrade head`.") == "Run `migrate upgrade head`.")
    }
}
