import TestSupport
import Testing

@testable import Athanor

/// Revisions in Swift are told by their values, those with code by their source too.
@Suite struct SwiftRevisionChecksumTests {
    /// What the revision does: a person's edit of it.
    @TaskLocal static var edit = ""

    struct Plain: Revision {
        static let revision: RevisionID = "plain"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createTable(QualifiedName("t\(edit)"), [.column("a", .integer)])
        }
    }

    struct WithCode: Revision {
        static let revision: RevisionID = "code"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.run("look\(edit)") { _ in }
        }
    }

    struct Asking: Revision {
        static let revision: RevisionID = "asking"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE t_\(op.arguments["name"] ?? "none") (a integer)")
        }
    }

    private static let (one, other) = (StableHash(of: "one").text, StableHash(of: "other").text)

    private func migrator(
        _ type: any Revision.Type, _ bench: TestBench, source: String?, arguments: [String: String] = [:]
    ) throws -> Migrator {
        try bench.migrator(
            [RevisionEntry(type, path: "Versions/a.swift", message: "a", sourceHash: source)],
            options: MigratorOptions(arguments: arguments))
    }

    @Test("Values count, the source does not where there is no code", arguments: TestedDatabase.allCases)
    func values(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await migrator(Plain.self, bench, source: Self.one).upgrade()
            #expect(
                try await migrator(Plain.self, bench, source: Self.other).checkRevisions()
                    == RevisionFindings(unchanged: 1))
            let edited = try await Self.$edit.withValue("2") {
                try await migrator(Plain.self, bench, source: Self.one).checkRevisions()
            }
            #expect(edited == RevisionFindings(edited: ["plain"]))
        }
    }

    @Test("Of code, the label and the source count; without a source, the label", arguments: TestedDatabase.allCases)
    func code(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let type = WithCode.self
            try await migrator(type, bench, source: Self.one).upgrade()
            #expect(
                try await migrator(type, bench, source: Self.one).checkRevisions() == RevisionFindings(unchanged: 1))
            #expect(
                try await migrator(type, bench, source: Self.other).checkRevisions()
                    == RevisionFindings(edited: ["code"]))
            let unknown = RevisionFindings.Unchecked(revision: "code", reason: .sourceIsNotKnown)
            #expect(
                try await migrator(type, bench, source: nil).checkRevisions() == RevisionFindings(unchecked: [unknown]))
            let renamed = try await Self.$edit.withValue(" away") {
                try await migrator(type, bench, source: nil).checkRevisions()
            }
            #expect(renamed == RevisionFindings(edited: ["code"]))
            // Sealed without a source, it is told by its label alone.
            try await migrator(type, bench, source: nil).updateChecksums(.all)
            #expect(
                try await migrator(type, bench, source: Self.other).checkRevisions() == RevisionFindings(unchanged: 1))
        }
    }

    @Test(
        "A revision that asks for arguments is told by its source, whatever they are",
        arguments: TestedDatabase.allCases)
    func arguments(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await migrator(Asking.self, bench, source: Self.one, arguments: ["name": "a"]).upgrade()
            #expect(
                try await migrator(Asking.self, bench, source: Self.one).checkRevisions()
                    == RevisionFindings(unchanged: 1))
            #expect(
                try await migrator(Asking.self, bench, source: Self.other, arguments: ["name": "a"]).checkRevisions()
                    == RevisionFindings(edited: ["asking"]))
        }
        try await tested.with { bench in
            let migrator = try migrator(Asking.self, bench, source: nil)
            try await migrator.upgrade()
            let unchecked = RevisionFindings.Unchecked(revision: "asking", reason: .hasNoChecksum)
            #expect(try await migrator.checkRevisions() == RevisionFindings(unchecked: [unchecked]))
            await #expect(throws: ChecksumUpdateError.cannotBeRead("asking", path: "Versions/a.swift")) {
                try await migrator.updateChecksums(.revisions(["asking"]))
            }
            #expect(try await migrator.updateChecksums(.all) == ChecksumUpdateReport())
        }
    }

    @Test(
        "An executable without the revision says that it cannot be compared, or compares its source",
        arguments: TestedDatabase.allCases)
    func uncompiled(_ tested: TestedDatabase) async throws {
        let source = """
            struct A: Revision {
                static let revision: RevisionID = "plain"
                static let downRevisions: [RevisionID] = []
                func upgrade(_ op: Operations) -> OperationList { op.execute("SELECT 1") }
            }
            """
        try await tested.with { bench in
            try await migrator(Plain.self, bench, source: Self.one).upgrade()
            let entry = try RevisionEntry(uncompiledSwift: SourceText(path: "a.swift", text: source))
            let unknown = RevisionFindings.Unchecked(revision: "plain", reason: .isNotCompiledIn)
            #expect(try await bench.migrator([entry]).checkRevisions() == RevisionFindings(unchecked: [unknown]))
        }
    }
}

/// The hash of a Swift revision's source.
@Suite struct SourceHashTests {
    private static let source = """
        import Athanor

        /// A message.
        struct A: Revision {
            static let revision: RevisionID = "a1"
            static let downRevisions: [RevisionID] = []

            func upgrade(_ op: Operations) -> OperationList {
                op.run("count") { db in
                    try await db.query("SELECT 'x // y' \\(1 + 2)")
                    try await db.query(
                        sql: \"""
                        SELECT 1,
                          12.5
                        \""")
                    let limit = 0x10 + 1_000
                }
            }
        }
        """

    private func hash(_ text: String) throws -> String {
        try SwiftRevisionFile(SourceText(path: "a.swift", text: text)).sourceHash
    }

    @Test(
        "Comments and layout do not count",
        arguments: [
            source.replacing("/// A message.", with: "/// Another.\n/* and */"), source.replacing("\n", with: "\r\n"),
            source.replacing("        ", with: "\t\t"), source.replacing(" = ", with: "=  // so\n"),
            source.replacing("\n", with: "\n    "),
        ])
    func layout(_ text: String) throws {
        #expect(try hash(text) == hash(Self.source))
    }

    @Test(
        "Every token counts: names, numbers, operators, texts and what stands in them",
        arguments: [
            source.replacing("limit", with: "most"), source.replacing("1_000", with: "1_001"),
            source.replacing("0x10 +", with: "0x10 -"), source.replacing("12.5", with: "12.6"),
            source.replacing("x // y", with: "x // z"), source.replacing("1 + 2", with: "1 + 3"),
            source.replacing("  12.5", with: " 12.5"), source.replacing("\"count\"", with: "\"Count\""),
        ])
    func tokens(_ text: String) throws {
        #expect(text != Self.source)
        #expect(try hash(text) != hash(Self.source))
    }
}
