import Foundation
import RevisionHistory
import Testing

/// Replays the recorded graphs, and those of the files in `ATHANOR_CONFORMANCE` (separated by colons).
@Suite struct ConformanceTests {
    @Test func everyRecordedCase() throws {
        var passed = 0
        var failed = 0
        for file in try files() {
            for graph in try ConformanceFile(contentsOf: file).graphs {
                let nodes = graph.nodes
                for test in graph.cases {
                    guard let failure = failure(of: test, on: nodes) else {
                        passed += 1
                        continue
                    }
                    failed += 1
                    let place = "\(file.lastPathComponent) \(graph.name) \(test.id) \(test.command)"
                    withKnownIssue("\(place)", isIntermittent: true) {
                        Issue.record("\(place): \(failure)")
                    } when: {
                        ConformanceExceptions.reason(graph: graph.name, test: test.id) != nil
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

    /// What is not as expected, or `nil`.
    private func failure(of test: ConformanceFile.Case, on nodes: [RevisionNode]) -> String? {
        let expected = ConformanceOutcome(expected: test.expect, of: test.command)
        do {
            let outcome = try ConformanceOutcome(of: test, on: nodes)
            if let error = test.expect.error { return "expected \(error), got \(outcome.sets)" }
            if let anyOf = test.expect.anyOf, !anyOf.contains("heads") {
                return "expected an error, got \(outcome.sets)"
            }
            return outcome.agrees(with: expected) ? nil : "expected \(expected), got \(outcome)"
        } catch {
            if test.expect.anyOf?.contains("error") == true { return nil }
            guard let wanted = test.expect.error else { return "expected \(expected), got \(error)" }
            let found = ErrorClass(of: error, during: test.command).name
            return found == wanted ? nil : "expected \(wanted), got \(found): \(error)"
        }
    }
}
