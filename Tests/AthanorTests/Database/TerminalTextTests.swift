import Athanor
import Testing

@Suite("Text of others on a terminal")
struct TerminalTextTests {
    private static let commands: [Unicode.Scalar] =
        (Array(0..<0x20) + Array(0x7F..<0xA0) + [0x061C, 0x200E, 0x200F] + Array(0x202A...0x202E)
        + Array(0x2066...0x2069))
        .compactMap(Unicode.Scalar.init)

    @Test("No control character and no directional control is left, at any place in a text")
    func everyCommand() {
        for scalar in Self.commands {
            for text in ["\(scalar)", "ab\(scalar)", "\(scalar)日本", "é\(scalar)\(scalar)z"] {
                let line = text.onOneLine.unicodeScalars
                #expect(!line.contains { $0.commandsTerminals }, "U+\(String(scalar.value, radix: 16))")
                let kept = text.forTerminal.unicodeScalars.filter { $0.commandsTerminals }
                #expect(kept.allSatisfy { $0 == "\n" || $0 == "\t" }, "U+\(String(scalar.value, radix: 16))")
            }
        }
    }

    @Test("Line ends and tabs stay where lines may be, and are blanks on one line")
    func linesAndTabs() {
        #expect("a\r\nb\tc\n".forTerminal == "a\nb\tc\n")
        #expect("a\r\nb\tc\n".onOneLine == "a b c ")
        #expect("50%\r100%".forTerminal == "50%\u{FFFD}100%")
    }

    @Test("Other text stays as it is", arguments: ["", "abc", "日本語 ünï", "👩‍👩‍👧", "a\u{200D}b", "שלום", "\u{FEFF}x"])
    func otherText(text: String) {
        #expect(text.onOneLine == text && text.forTerminal == text)
    }

    @Test("An error shows what a server says without its commands, and not as lines of Athanor's")
    func explanations() {
        let source = SourceText(path: "versions/a\u{1B}[2J.sql", text: "SELECT '\u{202E}\u{1B}]0;owned\u{7}' x")
        var explanation = Explanation("Key (name)=(\u{1B}]0;owned\u{7}\u{202E}hi) is bad\nerror: nothing is wrong")
        explanation.place = source.place(atUTF8: 21)
        explanation.notes = [.init(label: "DETAIL", text: "a\u{9B}31m\r\nHINT: b")]
        explanation.state = "\u{2066}state"
        explanation.advice = "\u{200F}advice"
        let lines = explanation.description.split(separator: "\n")
        #expect(!explanation.description.unicodeScalars.contains { $0.commandsTerminals && $0 != "\n" })
        #expect(lines.count { $0.hasPrefix("error:") || $0.hasPrefix("HINT:") } == 0)
        #expect(lines.contains("    error: nothing is wrong"))
    }

    @Test("The caret stands under its place, whatever commands stand before it")
    func caret() {
        let source = SourceText(path: "a.sql", text: "SELECT '\u{1B}[31m\u{202E}' x")
        let offset = "SELECT '\u{1B}[31m\u{202E}' ".utf8.count
        let lines = SourceExcerpt(source.place(atUTF8: offset)).lines
        #expect(lines == ["    SELECT '\u{FFFD}[31m\u{FFFD}' x", "                    ^"])
    }
}
