import Athanor
import Foundation
import OperationExamples
import TestSupport
import Testing

/// Every example of the operation reference does on a database what the page says: it runs and changes the schema as its
/// own tools dump it, or is refused before anything runs; and what says that it can be undone can.
@Suite struct OperationExampleTests {
    @TaskLocal static var example = OperationExampleGroup.all[0].examples[0]

    struct Before: Revision {
        static let revision: RevisionID = "before"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList { example.setup(op) }
    }

    struct Use: Revision {
        static let revision: RevisionID = "use"
        static let downRevisions: [RevisionID] = ["before"]

        func upgrade(_ op: Operations) throws -> OperationList { try example.operations(op) }
    }

    static let entries = [
        RevisionEntry(Before.self, path: "Versions/before.swift", message: "before"),
        RevisionEntry(Use.self, path: "Versions/use.swift", message: "use"),
    ]

    @Test(
        "Each example runs, or is refused before anything does",
        arguments: OperationExampleGroup.all.flatMap(\.examples),
        TestedDatabase.allCases)
    func runs(_ example: OperationExample, on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await Self.$example.withValue(example) {
                let migrator = try bench.migrator(Self.entries)
                let op = Operations(databaseKind: bench.database.kind)
                do {
                    let setup = bench.database.dialect.joining(example.setup(op))
                    for operation in setup { _ = try operation.lower(for: bench.database) }
                } catch is OperationError {
                    // What the example starts from is another database's.
                    return
                }
                try await migrator.upgrade(to: "before")
                let before = try ScriptClient(bench: bench).schema()
                if let refusal = Self.refusal(of: Array(try example.operations(op)), on: bench.database) {
                    #expect(refusal.explanation.advice != nil)
                    await #expect(throws: PlanError.self) { try await migrator.upgrade() }
                    #expect(try ScriptClient(bench: bench).schema() == before)
                    return
                }
                try await migrator.upgrade()
                let after = try ScriptClient(bench: bench).schema()
                if !example.leavesSchema { #expect(after != before) }
                let canGoBack = try !Use().downgrade(op).contains { $0 is Irreversible }
                if canGoBack {
                    try await migrator.downgrade(to: "before")
                    if example.isUndoneWholly { #expect(try ScriptClient(bench: bench).schema() == before) }
                } else {
                    await #expect(throws: PlanError.self) { try await migrator.downgrade(to: "before") }
                    #expect(try ScriptClient(bench: bench).schema() == after)
                }
            }
        }
    }

    private static func refusal(
        of operations: [any MigrationOperation], on database: any DatabaseModule
    ) -> (any ExplainedError)? {
        do {
            for operation in database.dialect.joining(operations) { _ = try operation.lower(for: database) }
            return nil
        } catch {
            return error as? any ExplainedError
        }
    }

    @Test("Every method of op that makes an operation has an example")
    func areComplete() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Sources/Athanor/Operations")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var methods: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            // A method of `op` stands in an extension of Operations, or in the type itself.
            for part in text.split(separator: /\n(?=extension |public struct )/)
            where part.contains(/^(extension|public struct) Operations\b/) {
                methods.formUnion(part.matches(of: /\n    public func (\w+)\(/).map { String($0.1) })
            }
        }
        #expect(methods.count > 20)
        // It returns an argument of the command line, not an operation.
        #expect(methods.remove("argument") != nil)
        let shown = Set(OperationExampleGroup.all.flatMap(\.examples).map(\.operation))
        #expect(methods.subtracting(shown).sorted() == [], "these have no example")
        #expect(shown.subtracting(methods).sorted() == [], "these are no methods of op")
    }
}
