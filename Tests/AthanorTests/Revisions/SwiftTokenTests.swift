import Athanor
import Testing

@testable import RevisionFiles

/// Literals and names may contain the delimiters of comments and texts. The code after them is read all the same.
@Suite struct SwiftTokenTests {
    /// A line of code, and the same line after an edit.
    struct Line: Sendable, CustomTestStringConvertible {
        let code: String
        let edited: String

        init(_ code: String, _ part: String, _ other: String) {
            self.code = code
            edited = code.replacing(part, with: other)
        }

        var testDescription: String { code }
    }

    static let lines = [
        Line(#"let a = /"/"#, #"""#, "'"), Line(#"let a = text.split(separator: /["(]/)"#, "(]", "{]"),
        Line(#"let a = text.contains(/\/\/"/)"#, #"""#, "'"), Line(#"let a = [/"/, /b/]"#, "b", "c"),
        Line(#"let a = text.contains(/^"/) ? /"-/ : /-"/"#, "^", "$"), Line(#"let a = !/"/.isEmpty"#, #"""#, "'"),
        Line(#"return /"{2}/"#, "2", "3"), Line(#"call { /"/ }"#, #"""#, "'"), Line(#"let a = /+"/"#, "+", "-"),
        Line(#"let a = text.split(separator: /-/, "//".count)"#, "//", "/*"),
        Line("let a = #/https://(.*)/#", ".*", ".+"), Line("let a = #/a\\/#b\"/#", "b", "c"),
        Line("let a = ##/https:/#/\"/##", "https", "http"),
        Line("let a = #/\n    https:// # the \"scheme\"\n    (.*)\n/#", ".*", ".+"),
        Line("let a = \"\u{301}a\"", "a\"", "b\""), Line("let a = \"a\u{600}\"", "\"a", "\"b"),
        Line("let a = #\"\u{301}a\"#", "a\"", "b\""), Line("let a = \"\"\"\n\u{301}a\u{600}\n\"\"\"", "a\u{600}", "b"),
        Line("let a = #\"\"\"#", "\"\"\"", "\"'\""), Line("let a = \"\\(#\"(\"#) a\"", "a\"", "b\""),
        Line("let a = \"\\(text.replacing(/\"\\(/, with: \"(\")) a\"", "a\"", "b\""),
        Line("let a = \"\\(b /* ) \" */) a\"", "a\"", "b\""), Line("let `a // \"b` = 1", "b`", "c`"),
    ]

    private static func file(_ line: String) throws -> SwiftRevisionFile {
        try SwiftRevisionFile(
            SourceText(
                path: "a.swift",
                text: """
                    struct A: Revision {
                        static let revision: RevisionID = "a1"
                        func upgrade(_ op: Operations) -> OperationList {
                    \(line)
                            op.execute("SELECT 1")
                        }
                        static let downRevisions: [RevisionID] = ["a0"]
                    }
                    """))
    }

    @Test("Code after awkward literals is read, and an edit of a literal counts", arguments: lines)
    func awkward(_ line: Line) throws {
        let file = try Self.file(line.code)
        #expect(file.node.downRevisions == ["a0"])
        #expect(line.edited != line.code)
        #expect(try Self.file(line.edited).sourceHash != file.sourceHash)
        #expect(try Self.file(line.code + " // \"a\n/* \" */").sourceHash == file.sourceHash)
    }

    @Test(
        "Comments end where the compiler ends them, whatever they begin with",
        arguments: [
            "//\u{301} \"", "///\u{301} \"", "/*\u{301} \" \u{600}*/", "// a\u{2028}\"", "// a\u{B}\u{C}\u{85}\"",
        ])
    func comments(_ comment: String) throws {
        #expect(try Self.file("let a = 1 \(comment)").sourceHash == Self.file("let a = 1").sourceHash)
    }

    @Test(
        "A slash between operands, in the name of an operator, or without an end on its line is an operator",
        arguments: [
            "let a = b / c / d", "let a = b/c/d", "let a = (b)/c/(d)", "let a = list[0]/c/d", "let a = b!/c/d",
            "let a = list.reduce(1, /) / 2", "call(/, 1) + (2 / 3)", "func / (b: Int, c: Int) -> Int { b / c }",
            "static func /(b: Int, c: Int) -> Int { b/c }", "infix operator </>\nlet a = b </> c </> d",
            "let a = b /* c */ / d /* e */ / f", "let a = b / // c / d\n    e", "a /= b; c /= d",
            "let a = Array<Int>/b/c", "let a = /Action.first", "let a = b\n    / c /\n    d",
        ])
    func operators(_ code: String) {
        let tokens = SwiftTokens(SourceText(path: "a.swift", text: code)).tokens
        let isRegex = tokens.map { if case .regex = $0.kind { true } else { false } }
        #expect(!isRegex.contains(true))
        #expect(tokens.map(\.kind).contains(.symbol("/")))
    }

    @Test("The hash of a file without regular expressions is that of earlier builds")
    func golden() {
        let source = SourceText(
            path: "a.swift",
            text: #"""
                /// A message.
                struct A: Revision {
                    static let revision: RevisionID = "a1"
                    let `class` = x / 2 + 0x1F // half
                    let text = "a\tb \(x)"
                }
                """#)
        let text = SwiftToken.text(of: SwiftTokens(source).tokens)
        #expect(
            text == #"struct A : Revision { static let revision : RevisionID = "a1" let class = x / 2 + 0x1F "#
                + #"let text = literal "\"a\\tb \\(x)\"" }"#)
        #expect(StableHash(of: text).text == "8438dd76e3e38ad35fc459664710a5e6")
    }
}
