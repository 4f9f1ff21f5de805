import Foundation
import RevisionHistory
import Testing

@Suite struct ConformanceTests {
    @Test func everyRecordedCase() throws {
        var passed = 0
        var failed = 0
        for file in try files() {
            for graph in try ConformanceFile(contentsOf: file).graphs {
                let nodes = graph.nodes
                for test in graph.cases {
                    if let failure = failure(of: test, on: nodes) {
                        failed += 1
                        print(
                            "FAIL \(file.lastPathComponent) \(graph.name) \(test.id) \(test.command) \(test.target ?? test.range ?? "\(test.targets ?? [])") \(test.state ?? []): \(failure)"
                        )
                    } else {
                        passed += 1
                    }
                }
            }
        }
        print("conformance: \(passed) passed, \(failed) failed")
    }

    private func files() throws -> [URL] {
        let own = try #require(
            Bundle.module.url(forResource: "revision-graph", withExtension: "json", subdirectory: "Conformance"))
        let more = ProcessInfo.processInfo.environment["ATHANOR_CONFORMANCE"] ?? ""
        return [own] + more.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    }

    private func failure(of test: ConformanceFile.Case, on nodes: [RevisionNode]) -> String? {
        let expected = ConformanceOutcome(expected: test.expect)
        do {
            let outcome = try ConformanceOutcome(of: test, on: nodes)
            if let error = test.expect.error { return "expected \(error), got \(outcome.sets)" }
            if let anyOf = test.expect.anyOf, !anyOf.contains("heads") {
                return "expected an error, got \(outcome.sets)"
            }
            return outcome.agrees(with: expected) ? nil : "expected \(expected), got \(outcome)"
        } catch {
            if test.expect.anyOf?.contains("error") == true { return nil }
            let kind = Mirror(reflecting: error).children.first?.label ?? "\(error)"
            guard let errorClass = test.expect.error else {
                return "expected \(expected.sets), got error \(kind) \(error)"
            }
            print("KIND \(test.command) \(kind) \(errorClass)")
            return nil
        }
    }
}
