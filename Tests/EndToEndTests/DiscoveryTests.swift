import Foundation
import TestSupport
import Testing

/// What the build plugin's tool makes of mistakes, and of texts that are awkward in a Swift literal.
@Suite("Discovering revisions at build time")
struct DiscoveryTests {
    /// A mistake in the folder of revisions.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Beside the sound `aaa1.sql`.
        let files: [String: Data]
        /// What is printed, after the folder's path.
        let errors: [String]

        init(_ description: String, files: [String: String], errors: [String]) {
            self.init(description, data: files.mapValues { Data($0.utf8) }, errors: errors)
        }

        init(_ description: String, data: [String: Data], errors: [String]) {
            testDescription = description
            files = data
            self.errors = errors
        }
    }

    static let sound = "-- first\n--\n-- revision: aaa1\n-- down_revision:\n\n-- upgrade\n"
    static let swift = """
        import Athanor

        struct Second: Revision {
            static let revision: RevisionID = "bbb2"
            static let downRevisions: [RevisionID] = ["aaa1"]
            func upgrade(_ op: Operations) -> OperationList {}
        }

        """

    static let mistakes = [
        Mistake(
            "two files with one id", files: ["copy.sql": sound],
            errors: ["/aaa1.sql:3:14: error: ", "/copy.sql:3:14: error: "]),
        Mistake(
            "an id in SQL and in Swift",
            files: ["b.swift": swift.replacing("bbb2", with: "aaa1").replacing("[\"aaa1\"]", with: "[]")],
            errors: ["/aaa1.sql:3:14: error: ", "/b.swift:4:40: error: "]),
        Mistake(
            "an id that is also in the title and in the name of the type",
            files: [
                "b.sql": sound.replacing("first", with: "instead of aaa1"),
                "c.swift": swift.replacing("Second", with: "Second_aaa1").replacing("bbb2", with: "aaa1")
                    .replacing("[\"aaa1\"]", with: "[]"),
            ],
            errors: ["/aaa1.sql:3:14: error: ", "/b.sql:3:14: error: ", "/c.swift:4:40: error: "]),
        Mistake(
            "an id that begins like another",
            files: [
                "b.sql": sound.replacing(": aaa1", with: ": a").replacing("revision:\n", with: "revision: aaa1, aa\n")
            ],
            errors: ["/b.sql:4:25: error: "]),
        Mistake(
            "a label that is also an id",
            files: [
                "b.swift": swift.replacing(
                    "    func", with: "    static let branchLabels: [BranchLabel] = [#\"aaa1\"#]\n    func")
            ],
            errors: ["/aaa1.sql:3:14: error: ", "/b.swift:6:49: error: "]),
        Mistake(
            "a private revision", files: ["b.swift": swift.replacing("struct", with: "private struct")],
            errors: ["/b.swift:3:16: error: Second is private"]),
        Mistake(
            "a revision of some builds",
            files: ["b.swift": swift.replacing("struct", with: "#if DEBUG\nstruct") + "#endif\n"],
            errors: ["/b.swift:4:1: error: Second is inside `#if`"]),
        Mistake(
            "a file without a revision", files: ["b.swift": "import Athanor\n\nstruct Helper {}\n"],
            errors: ["/b.swift:1:1: error: no type in this file conforms to Revision"]),
        Mistake(
            "an id that is not a literal", files: ["b.swift": swift.replacing("\"bbb2\"", with: "makeID()")],
            errors: ["/b.swift:4:16: error: `revision` of Second is not a literal"]),
        Mistake(
            "two types of one name", files: ["b.swift": swift, "c.swift": swift.replacing("bbb2", with: "ccc3")],
            errors: ["/b.swift:3:8: error: several revisions are named Second", "/c.swift:3:8: error: "]),
        Mistake(
            "a malformed header",
            files: ["b.sql": sound.replacing("aaa1", with: "bbb2").replacing("down_", with: "dwon_")],
            errors: ["/b.sql:4:1: error: unknown key \"dwon_revision\""]),
        Mistake(
            "a missing down revision", files: ["b.swift": swift.replacing("aaa1", with: "aaa2")],
            errors: ["/b.swift:5:48: error: "]),
        Mistake(
            "a file that is not UTF-8", data: ["b.sql": Data([0x2D, 0x2D, 0x20, 0xE9, 0x0A])],
            errors: ["/b.sql:1:4: error: the file is not UTF-8 text"]),
    ]

    @Test("Each mistake is printed at its place in its file, and nothing is written", arguments: mistakes)
    func mistake(_ mistake: Mistake) async throws {
        try await Workspace.with { workspace in
            try workspace.write(Self.sound, to: "Versions/aaa1.sql")
            for (name, data) in mistake.files { try workspace.write(data, to: "Versions/\(name)") }
            let execution = try await discover(workspace)
            #expect(execution.exitCode == 1)
            let folder = workspace.folder.appending(path: "Versions").path
            for error in mistake.errors { #expect(execution.errors.contains(folder + error), "\(execution)") }
            #expect(try workspace.names(in: ".") == ["Versions"])
        }
    }

    @Test("What is awkward in a literal comes back byte by byte")
    func awkwardText() async throws {
        let sql = "SELECT '\"\"\"# \\#(x) \\(y) 日本\u{301}', \"#\u{301}\", '\r\n\ttab \u{0} \\', '\"\"\"##';"
        try await Workspace.with { workspace in
            let text = Self.sound.replacing("first", with: "\"\"quoted\" \\#(x)") + sql + "\n"
            try workspace.write(text, to: "Versions/aaa1.sql")
            let execution = try await discover(workspace)
            #expect(execution.exitCode == 0, "\(execution)")
            let registry = try workspace.read("Registry.swift")
            let literal = try Self.literal(in: registry, from: "text: ", to: "))\n        return")
            #expect(try await Self.bytes(of: [literal], in: workspace) == ["\(Array(text.utf8))"])
        }
    }

    @Test("Characters that nobody sees come back from files, titles and definitions, and none is in the registry")
    func invisibleText() async throws {
        let codes = Array(1..<0x20) + Array(0x7F...0xA0) + [0xAD, 0x061C, 0x200B, 0x200D, 0x200E, 0x2028, 0x2029]
        let scalars = (codes + [0x202E, 0x2066, 0xE000, 0xFEFF, 0xFFFE, 0x10FFFF]).compactMap { Unicode.Scalar($0) }
        let all = scalars.map { "a\($0)\u{301}" }.joined()
        let oneLine = String(String.UnicodeScalarView(all.unicodeScalars.filter { $0 != "\n" && $0 != "\r" }))
        try await Workspace.with { workspace in
            let text = Self.sound + "SELECT '\(all)', '\u{0}';\n"
            try workspace.write(text, to: "Versions/aaa1.sql")
            let titled = Self.swift.replacing("struct", with: "/// title \(oneLine)a\nstruct")
            try workspace.write(titled, to: "Versions/b.swift")
            try workspace.write("SELECT '\(oneLine)'", to: "views/one_line.sql")
            try workspace.write("SELECT\n'\(all)'", to: "views/some_lines.sql")
            let execution = try await discover(workspace)
            #expect(execution.exitCode == 0, "\(execution)")
            let registry = try workspace.read("Registry.swift")
            let visible: Set<Unicode.Scalar> = ["\t", "\n", "\u{A0}"]
            let raw = registry.unicodeScalars.filter { scalars.contains($0) && !visible.contains($0) }
            #expect(raw.isEmpty, "\(raw.map { String($0.value, radix: 16) })")
            let literals = [
                try Self.literal(in: registry, from: "text: ", to: "))\n        registered"),
                try Self.literal(in: registry, from: "message: ", to: ", sourceHash"),
                try Self.literal(in: registry, from: "one_line.sql\"#] = ", to: "\n        texts["),
                try Self.literal(in: registry, from: "some_lines.sql\"#] = ", to: "\n        return"),
            ]
            let wanted = [text, "title \(oneLine)a", "SELECT '\(oneLine)'", "SELECT\n'\(all)'"]
            #expect(try await Self.bytes(of: literals, in: workspace) == wanted.map { "\(Array($0.utf8))" })
        }
    }

    /// A literal in the registry, between the texts around it.
    private static func literal(in registry: String, from start: String, to end: String) throws -> String {
        // By scalars, because a combining character may follow a delimiter.
        let scalars = Array(registry.unicodeScalars)
        let first = try #require(scalars.firstRange(of: Array(start.unicodeScalars))).upperBound
        let last = try #require(scalars[first...].firstRange(of: Array(end.unicodeScalars))).lowerBound
        return String(String.UnicodeScalarView(scalars[first..<last]))
    }

    /// The bytes of literals, printed by Swift itself.
    private static func bytes(of literals: [String], in workspace: Workspace) async throws -> [String] {
        try workspace.write(literals.map { "print(Array((\($0)).utf8))\n" }.joined(), to: "main.swift")
        let printed = try await Executable(path: "/usr/bin/env").run(
            ["sh", "-c", "swiftc -o print main.swift && ./print"], in: workspace.folder)
        #expect(printed.exitCode == 0, "\(printed)")
        return printed.output.split(separator: "\n").map(String.init)
    }

    @Test("The same files give the same registry, in whatever order they are handed over")
    func deterministic() async throws {
        try await Workspace.with { workspace in
            try workspace.write(Self.sound, to: "Versions/aaa1.sql")
            try workspace.write(Self.swift, to: "Versions/b.swift")
            #expect(try await discover(workspace).exitCode == 0)
            let first = try workspace.read("Registry.swift")
            #expect(try await discover(workspace, reversed: true).exitCode == 0)
            #expect(try workspace.read("Registry.swift") == first)
            #expect(first.contains("path: #\"Versions/aaa1.sql\"#"))
        }
    }

    @Test("The registry notes a hash of a Swift revision's tokens, by which an edit of its code is told")
    func sourceHash() async throws {
        try await Workspace.with { workspace in
            try workspace.write(Self.sound, to: "Versions/aaa1.sql")
            func noted(_ swift: String) async throws -> String {
                try workspace.write(swift, to: "Versions/b.swift")
                #expect(try await discover(workspace).exitCode == 0)
                let registry = try workspace.read("Registry.swift")
                return String(try #require(registry.firstMatch(of: /sourceHash: #"([0-9a-f]{32})"#/)).1)
            }
            let plain = try await noted(Self.swift)
            #expect(try await noted(Self.swift.replacing("{}", with: "{ /* nothing */ }")) == plain)
            #expect(try await noted(Self.swift.replacing("{}", with: "{ op.run(\"x\") { _ in } }")) != plain)
        }
    }

    @Test("The registry names nested revisions with the types around them, and takes missing titles from file names")
    func nestedRevision() async throws {
        try await Workspace.with { workspace in
            try workspace.write(Self.sound, to: "Versions/aaa1.sql")
            let old = "#if false\n\(Self.swift)#endif\n"
            let nested = Self.swift.replacing("struct", with: "enum Reports {}\n\nextension Reports {\nstruct") + "}\n"
            try workspace.write(old + nested, to: "Versions/bbb2_count_usages.swift")
            #expect(try await discover(workspace).exitCode == 0)
            let registry = try workspace.read("Registry.swift")
            #expect(registry.contains(".swift(Reports.Second.self, "))
            #expect(registry.contains("message: #\"count usages\"#"))
        }
    }

    @Test("Definitions of views are no revisions, and are registered by their paths from the target's folder")
    func definitions() async throws {
        try await Workspace.with { workspace in
            try workspace.write(Self.sound, to: "Versions/aaa1.sql")
            try workspace.write("\u{FEFF}SELECT 1;\n", to: "views/usage_v01.sql")
            try workspace.write("SELECT 2", to: "views/daily_usage_v01.sql")
            #expect(try await discover(workspace).exitCode == 0)
            let registry = try workspace.read("Registry.swift")
            let texts = registry.split(separator: "\n").filter { $0.contains("texts[") }
            #expect(texts.count == 2)
            #expect(texts.first == "        texts[#\"views/daily_usage_v01.sql\"#] = #\"SELECT 2\"#")
            #expect(registry.contains("texts[#\"views/usage_v01.sql\"#] = #\"\"\"\nSELECT 1;\n\n\"\"\"#"))
            #expect(registry.components(separatedBy: "registered.append").count == 2)
            try workspace.write(Data([0x53, 0xE9]), to: "views/usage_v02.sql")
            let wrong = try await discover(workspace)
            #expect(wrong.exitCode == 1)
            let place = "\(workspace.folder.path)/views/usage_v02.sql:1:2: error: the file is not UTF-8 text"
            #expect(wrong.errors.contains(place), "\(wrong)")
        }
    }

    @Test("A file whose name ends in capitals is not read, and a warning says so")
    func capitals() async throws {
        try await Workspace.with { workspace in
            try workspace.write(Self.sound, to: "Versions/aaa1.sql")
            for name in ["b.SQL", "c.Swift", "d.Sql", "README.md"] { try workspace.write("", to: "Versions/\(name)") }
            try workspace.write("SELECT 1", to: "views/usage.SQL")
            let execution = try await discover(workspace)
            #expect(execution.exitCode == 0, "\(execution)")
            let folder = workspace.folder.appending(path: "Versions").path
            let warnings = ["b.SQL", "c.Swift", "d.Sql"].map { name in
                "\(folder)/\(name):1:1: warning: Versions/\(name) is not read: "
                    + "the names of revision files end in .sql or .swift, in lowercase. Rename it."
            }
            #expect(execution.errors.split(separator: "\n").map(String.init) == warnings)
            let registry = try workspace.read("Registry.swift")
            #expect(registry.components(separatedBy: "registered.append").count == 2)
            #expect(registry.contains("texts[#\"views/usage.SQL\"#] = #\"SELECT 1\"#"))
        }
    }

    @Test("An empty folder gives an empty registry")
    func empty() async throws {
        try await Workspace.with { workspace in
            try FileManager.default.createDirectory(
                at: workspace.folder.appending(path: "Versions"), withIntermediateDirectories: true)
            #expect(try await discover(workspace).exitCode == 0)
            #expect(!(try workspace.read("Registry.swift").contains("append")))
        }
    }

    private func discover(_ workspace: Workspace, reversed: Bool = false) async throws -> Execution {
        let folder = workspace.folder.path
        let files = ["Versions", "views"].flatMap { inner in
            (try? workspace.names(in: inner))?.map { "\(folder)/\(inner)/\($0)" } ?? []
        }
        return try await Executable.built("discover-revisions").run(
            [
                "--output", "\(folder)/Registry.swift", "--package", folder, "--versions", "\(folder)/Versions",
                "--target", folder,
            ]
                + (reversed ? files.reversed() : files),
            in: workspace.folder)
    }
}
