import Testing

@testable import Athanor

@Suite struct SourceExcerptTests {
    @Test(
        "The caret stands under its character",
        arguments: [
            ("SELECT nothing", "SELECT ", 7),
            ("\tSELECT\tnothing", "\t      \t", 8),
            ("SELECT '集計', nothing", "SELECT '    ', ", 13),
            ("/* 日次の利用 */ SELECT x", "/*            */ SELECT ", 19),
            ("SELECT 'e\u{301}', x", "SELECT ' ', ", 13),
            ("SELECT '🎉', x", "SELECT '  ', ", 12),
        ])
    func caret(line: String, padding: String, scalarsBefore: Int) {
        let source = SourceText(path: "a.sql", text: "-- first\n\(line)\n-- last")
        let slice = source[9..<source.text.utf8.count]
        let excerpt = SourceExcerpt(slice.place(atScalar: scalarsBefore))
        let blanks = String(padding.map { $0 == "\t" ? "\t" : " " })
        #expect(excerpt.lines == ["    \(line)", "    \(blanks)^"])
    }

    @Test("Lines and columns count from 1, columns in Unicode scalars")
    func lineAndColumn() {
        let source = SourceText(path: "a.sql", text: "x\r\n日本 y\r\n")
        let place = source.place(atUTF8: 3 + 7)
        #expect(place.description == "a.sql:2:4")
        #expect(place.lineText == "日本 y")
    }

    @Test("A line that goes on for ever is cut on both sides of the place")
    func longLine() {
        let half = String(repeating: "x", count: 5000)
        let excerpt = SourceExcerpt(SourceText(path: "a.sql", text: "\(half)HERE\(half)").place(atUTF8: 5000))
        #expect(excerpt.lines[0] == "    …" + half.prefix(160) + "HERE" + half.prefix(156) + "…")
        #expect(excerpt.lines[1] == "     " + String(repeating: " ", count: 160) + "^")
    }

    @Test("Every place of a text with line endings of all kinds has an excerpt", arguments: 0...8)
    func lineEndings(offset: Int) {
        let source = SourceText(path: "a.sql", text: "a\r\nb\r\r\nc\r")
        #expect(SourceExcerpt(source.place(atUTF8: offset)).lines.count == 2)
    }

    @Test("A place past the end is the end")
    func pastTheEnd() {
        let source = SourceText(path: "a.sql", text: "x")
        #expect(source.place(atUTF8: 99).description == "a.sql:1:2")
        #expect(source.all.place(atScalar: 99).description == "a.sql:1:2")
    }
}
