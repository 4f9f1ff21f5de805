import Testing

@testable import Athanor
@testable import RevisionFiles

@Suite struct SwiftRevisionFileTests {
    static let whole = #"""
        // import nothing: struct Wrong: Revision {}
        import Athanor

        /* struct AlsoWrong: Revision { /* nested */ } */
        let text = "struct \(text("}")) Quoted: Revision {"

        /// create materialized view
        /// for daily usage
        public final class CreateDailyUsage_3f: Sendable, Athanor.Revision {
            static let revision: RevisionID = "3f"
            static let downRevisions: [RevisionID] = ["8d", "9e"]
            static var branchLabels: [BranchLabel] { ["reporting"] }
            static let dependsOn = ["billing"]
            static let createDate = "2026-11-22 16:42:10+09:00"

            func upgrade(_ op: Operations) -> OperationList {
                op.execute("""
                    static let revision: RevisionID = "not this"
                    """)
            }
        }
        """#

    @Test("The literals of the one revision are found, whatever stands in comments and strings")
    func whole() throws {
        let file = try SwiftRevisionFile(SourceText(path: "a.swift", text: Self.whole))
        #expect(file.typeName == "CreateDailyUsage_3f")
        #expect(file.message == "create materialized view\nfor daily usage")
        #expect(
            file.node
                == RevisionNode(
                    id: "3f", downRevisions: ["8d", "9e"], branchLabels: ["reporting"], dependsOn: ["billing"],
                    createDate: CreateDate("2026-11-22 16:42:10+09:00"), origin: "a.swift"))
    }

    @Test(
        "Each mistake is an error at its place",
        arguments: [
            ("Sendable, Athanor.Revision", "Sendable", "a.swift:1:1: error: no type in this file conforms to Revision"),
            (
                "\"3f\"", "RevisionID(\"3f\")",
                "a.swift:10:16: error: `revision` of CreateDailyUsage_3f is not a literal"
            ),
            (
                "\"3f\"\n", "\"3f\" + suffix\n",
                "a.swift:10:16: error: `revision` of CreateDailyUsage_3f is not a literal"
            ),
            ("\"3f\"\n", "\"3\\(f)\"\n", "a.swift:10:16: error: `revision` of CreateDailyUsage_3f is not a literal"),
            (
                "[\"8d\", \"9e\"]", "[\"8d\", other]",
                "a.swift:11:16: error: `downRevisions` of CreateDailyUsage_3f is not a literal"
            ),
            (
                "static let downRevisions", "let downRevisions",
                "a.swift:9:14: error: CreateDailyUsage_3f does not say what it comes after"
            ),
            (
                "static let revision: RevisionID = \"3f\"", "",
                "a.swift:9:14: error: CreateDailyUsage_3f does not say which revision it is"
            ),
            (
                "let text =", "struct Second: Revision {}\nlet text =",
                "a.swift:10:14: error: a second revision, CreateDailyUsage_3f, in the file of Second"
            ),
            (
                "public final class", "fileprivate final class",
                "a.swift:9:25: error: CreateDailyUsage_3f is private, so the registry in another file cannot name it"
            ),
            (
                "public final class", "func local() { final class",
                "a.swift:9:28: error: CreateDailyUsage_3f is inside a function, so the registry cannot name it"
            ),
            (
                "public final class", "struct Box<T> { final class",
                "a.swift:9:29: error: CreateDailyUsage_3f is inside the generic type Box, so the registry cannot name it"
            ),
            (
                "public final class", "private extension Box { final class",
                "a.swift:9:37: error: CreateDailyUsage_3f is private, so the registry in another file cannot name it"
            ),
            (
                "public final class", "#if DEBUG\nfinal class",
                "a.swift:10:7: error: CreateDailyUsage_3f is inside `#if`, so only some builds would have the revision"
            ),
            (
                "static let dependsOn = [\"billing\"]",
                "#if os(Linux)\n    static let dependsOn = [\"billing\"]\n    #endif",
                "a.swift:14:16: error: `dependsOn` of CreateDailyUsage_3f is inside `#if`, so it would differ between builds"
            ),
        ])
    func mistakes(part: String, replacement: String, headline: String) {
        let text = Self.whole.replacing(part, with: replacement, maxReplacements: 1)
        #expect(text != Self.whole)
        let error = #expect(throws: RevisionFileError.self) {
            try SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        }
        #expect(error?.explanation.headline == headline)
    }

    /// A revision whose properties are literals, except that more follows one of them.
    private func text(with rest: String, after property: String, computed: Bool) -> String {
        let values = [
            ("revision", "\"aa09\""), ("downRevisions", "[\"aa01\"]"), ("branchLabels", "[\"shop\"]"),
            ("dependsOn", "[\"aa02\"]"), ("createDate", "\"\""),
        ]
        let lines = values.map { name, literal in
            let value = name == property ? "\(literal)\(rest)" : literal
            return computed ? "static var \(name): Any { \(value) }" : "static let \(name) = \(value)"
        }
        return "struct A: Revision {\n\(lines.joined(separator: "\n"))\n}\n"
    }

    static let properties = ["revision", "downRevisions", "branchLabels", "dependsOn", "createDate"]

    @Test(
        "An expression that only begins with a literal is refused, in every property", arguments: properties,
        [
            " + [\"aa02\"]", " + more", ".filter { $0 != \"aa01\" }", "\n    .filter { _ in false }",
            ".map(\\.self)", " as [String] + more", " ?? more", "[0]",
        ])
    func expressions(property: String, rest: String) {
        for computed in [false, true] {
            let text = text(with: rest, after: property, computed: computed)
            let source = SourceText(path: "a.swift", text: text)
            let error = #expect(throws: RevisionFileError.self) { try SwiftRevisionFile(source) }
            #expect(error?.message == "`\(property)` of A is not a literal")
            if property == "downRevisions" { #expect(SwiftRevisionFile.downRevisionRange(in: source) == nil) }
        }
    }

    @Test(
        "After a literal, the next declaration may follow", arguments: properties,
        [
            "; static let other = 1", " // a \"comment\" +",
            "\n/// Another.\n@available(*, deprecated) static let other = 1",
        ])
    func endOfLiteral(property: String, rest: String) throws {
        let text = text(with: rest, after: property, computed: false)
        let node = try SwiftRevisionFile(SourceText(path: "a.swift", text: text)).node
        #expect(
            node
                == RevisionNode(
                    id: "aa09", downRevisions: ["aa01"], branchLabels: ["shop"], dependsOn: ["aa02"], origin: "a.swift")
        )
    }

    @Test(
        "A property is read wherever the type may declare it",
        arguments: [
            "static nonisolated(unsafe) let dependsOn = [\"aa02\"]\n}",
            "static private(set) var dependsOn = [\"aa02\"]\n}",
            "class var dependsOn: [String] { [\"aa02\"] }\n}",
            "class func other() {}\nclass Inner { static let dependsOn = [\"aa03\"] }\n}\n"
                + "extension Whole { static let dependsOn = [\"aa02\"] }",
            "}\nextension Other { static let dependsOn = [\"aa03\"] }\n"
                + "extension Whole: Sendable { static let dependsOn = [\"aa02\"] }",
        ])
    func declaredElsewhere(rest: String) throws {
        let text = """
            class Whole: Revision {
                static let revision: RevisionID = "aa09"
                static let downRevisions: [RevisionID] = ["aa01"]
                \(rest)
            """
        #expect(try SwiftRevisionFile(SourceText(path: "a.swift", text: text)).node.dependsOn == ["aa02"])
    }

    @Test("A property in an extension must be a literal too")
    func unreadableInExtension() throws {
        let text = """
            struct Whole: Revision {
                static let revision: RevisionID = "aa09"
                static let downRevisions: [RevisionID] = []
            }
            extension Whole { static let dependsOn = others }
            """
        let error = #expect(throws: RevisionFileError.self) {
            try SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        }
        #expect("\(try #require(error))".contains("a.swift:5:30: error: `dependsOn` of Whole is not a literal"))
    }

    @Test(
        "A type in others is named with them",
        arguments: [
            ("enum Reports {", "Reports.CreateDailyUsage_3f"),
            ("extension Reports.Daily {", "Reports.Daily.CreateDailyUsage_3f"),
            (
                "extension Reports { public enum Daily: Sendable { class func f() { if true {} }",
                "Reports.Daily.CreateDailyUsage_3f"
            ),
            ("enum Other { private struct Inner {} }", "CreateDailyUsage_3f"),
        ])
    func nested(outer: String, name: String) throws {
        let text = Self.whole.replacing("public final class", with: "\(outer)\npublic final class")
        #expect(try SwiftRevisionFile(SourceText(path: "a.swift", text: text)).typeName == name)
    }

    @Test(
        "A name in backticks keeps them",
        arguments: [
            ("", "struct `class`", "`class`"), ("enum `Type` {", "struct `repeat`", "`Type`.`repeat`"),
            ("extension Outer.`Type` {", "struct Inner", "Outer.`Type`.Inner"), ("", "struct `a b`", "`a b`"),
        ])
    func escapedNames(outer: String, declaration: String, name: String) throws {
        let text = Self.whole.replacing("public final class CreateDailyUsage_3f", with: "\(outer)\n\(declaration)")
        #expect(try SwiftRevisionFile(SourceText(path: "a.swift", text: text)).typeName == name)
    }

    /// Code that opens a function or a closure, with the keywords of types as names.
    static let openings: [String] = {
        var openings = [
            "func f() { for actor in actors {", "func f() { if let actor, actor is Who {", "func f() { while actor {",
            "func f() { switch actor { case .actor where a: do {", "func f(actor: Int) { let actor = actor\ndo {",
            "let a = box { actor, who in", "func `class`(`actor`: Int) {", "protocol Who: class, Other { func f() {",
        ]
        for keyword in ["actor", "class", "struct", "enum", "extension"] {
            openings += [
                "func f(\(keyword) who: Int) {", "func f(\n    a: Int,\n    \(keyword) who: Int\n) {",
                "func f(_ a: Int, \(keyword) `who`: Box<Int>) {", "let a = box.\(keyword) { who in",
                "init(\(keyword) who: Int) where T: Other {", "func f() { call(\(keyword): 1, \(keyword): 2) {",
            ]
        }
        return openings
    }()

    @Test(
        "The keyword of a type may be a label, a member or a variable: what it opens is no type", arguments: openings)
    func labels(outer: String) {
        let text = Self.whole.replacing("public final class", with: "\(outer)\npublic final class")
        let error = #expect(throws: RevisionFileError.self) {
            try SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        }
        #expect(error?.message == "CreateDailyUsage_3f is inside a function, so the registry cannot name it")
    }

    @Test(
        "Code before a revision may use the words of declarations",
        arguments: [
            "import struct Foundation.Date", "import class Foundation.Bundle\nimport enum Other.Kind",
            "func f(actor who: Int) { print(who) }", "let actor = 1", "enum Kind { case actor, `class` }",
            "let a = Kind.actor", "class Who { class func f() {} ; class var a: Int { 1 } }", "let a: Array<Int>",
            "let a: Int?", "struct Who<each T>: Sendable where repeat each T: Sendable {}", "@attached(peer) macro a()",
        ])
    func before(code: String) throws {
        let text = Self.whole.replacing("let text =", with: "\(code)\nlet text =")
        let file = try SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        #expect(file.typeName == "CreateDailyUsage_3f")
        #expect(file.message == "create materialized view\nfor daily usage")
        let directly = Self.whole.replacing(
            "/// create materialized view\n/// for daily usage\npublic final class", with: "\(code)\nfinal class")
        #expect(try SwiftRevisionFile(SourceText(path: "a_3f.swift", text: directly)).typeName == "CreateDailyUsage_3f")
    }

    @Test(
        "The title is the comment at the type, with attributes and modifiers between them, and no other",
        arguments: [
            ("/// title\n", "title"), ("/// title\n@available(macOS 15, iOS 18, *)\n", "title"),
            ("/// title\n@Some.Macro(\"(\", [1]) @MainActor\n", "title"), ("@MainActor /// title\n", "title"),
            ("/// other\n@MainActor\n/// title\n", "title"), ("/// title\n\n// A note.\n", "title"),
            ("/// title\nnonisolated(unsafe) ", "title"), ("/// other\nimport Other\n", "name of file"),
            ("/// other\nlet a = 1\n", "name of file"), ("/// other\n@testable import Other\n", "name of file"),
            ("/// other\nfunc f() {}\n", "name of file"),
            ("///\n///  \n", "name of file"), ("/** title */\n", "title"),
            ("/**\n * title\n *\n * more\n */", "title\n\nmore"), ("/** other */\n/// title\n", "other\ntitle"),
            ("/**\r\n    title\r\n    more\r\n*/\n@MainActor\n", "title\nmore"),
            ("/** title /* nested */ */", "title /* nested */"), ("/* other */\n", "name of file"),
            ("/***** other *****/\n", "name of file"), ("/**/\n", "name of file"), ("/** */\n", "name of file"),
            ("/** other */\nimport Other\n", "name of file"),
        ])
    func documentation(before: String, title: String) throws {
        let text = Self.whole.replacing("/// create materialized view\n/// for daily usage\n", with: before)
        #expect(text != Self.whole)
        let file = try SwiftRevisionFile(SourceText(path: "3f_name_of_file.swift", text: text))
        #expect(file.typeName == "CreateDailyUsage_3f")
        #expect(file.message == title)
    }

    @Test(
        "Code that is never compiled is no revision",
        arguments: [
            ("#if false\nstruct Old: Revision {}\n#endif", ""),
            ("#if !true\nstruct Old: Revision {}\n#elseif DEBUG\n#else\n#endif", ""),
            (
                "#if false\n#if DEBUG\nstruct Old: Revision {}\n#else\nstruct Older: Revision {}\n#endif\n#else",
                "#endif"
            ),
            (
                "#if true\n#if DEBUG\nimport Other\n#endif",
                "#elseif DEBUG\nstruct Old: Revision {}\n#else\nstruct Older: Revision {}\n#endif"
            ),
        ])
    func neverCompiled(before: String, after: String) throws {
        let text = Self.whole.replacing("let text =", with: "\(before)\nlet text =") + "\n\(after)\n"
        let file = try SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        #expect(file.typeName == "CreateDailyUsage_3f")
        #expect(file.message == "create materialized view\nfor daily usage")
    }

    @Test(
        "Without a documentation comment, the title is the file's name without the id",
        arguments: [
            ("Versions/3f_create_users.swift", "create users"), ("2026_11_3f_create_users.swift", "create users"),
            ("create_users.swift", "create users"), ("create_users_3f.swift", "create users"), ("3f.swift", "3f"),
            ("Versions/3f_.swift", "3f"), ("2026_3f.swift", "2026"), ("13f_create_3f4.swift", "13f create 3f4"),
        ])
    func title(path: String, title: String) throws {
        let text = Self.whole.replacing("/// create materialized view\n/// for daily usage\n", with: "")
        #expect(text != Self.whole)
        let entry = try RevisionEntry(uncompiledSwift: SourceText(path: path, text: text))
        #expect(entry.title == title)
    }

    @Test("A date that cannot be one is a warning at its place, and no error")
    func impossibleDate() throws {
        let text = Self.whole.replacing("2026-11-22 16:42:10+09:00", with: "soon")
        let entry = try RevisionEntry(uncompiledSwift: SourceText(path: "a.swift", text: text))
        #expect(entry.node.createDate == nil)
        #expect(entry.warnings.map { $0.place?.description } == ["a.swift:14:16"])
    }

    @Test("Source that ends in the middle of anything is no crash", arguments: 0..<600)
    func truncated(length: Int) {
        let conditional = "#if !false\nenum Outer {\n" + Self.whole + "\n}\n#elseif true\n#endif\n#else\n#endif\n"
        _ = try? SwiftRevisionFile(SourceText(path: "a.swift", text: String(conditional.prefix(length))))
        _ = try? SwiftRevisionFile(SourceText(path: "a.swift", text: String(conditional.suffix(length))))
        let text = String(Self.whole.prefix(length))
        _ = try? SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        #expect(SwiftTokens(SourceText(path: "a.swift", text: text)).tokens.count <= text.count)
    }
}
