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
        ])
    func mistakes(part: String, replacement: String, headline: String) {
        let text = Self.whole.replacing(part, with: replacement, maxReplacements: 1)
        #expect(text != Self.whole)
        let error = #expect(throws: RevisionFileError.self) {
            try SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        }
        #expect(error?.explanation.headline == headline)
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
        let text = String(Self.whole.prefix(length))
        _ = try? SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        #expect(SwiftTokens(SourceText(path: "a.swift", text: text)).tokens.count <= text.count)
    }
}
