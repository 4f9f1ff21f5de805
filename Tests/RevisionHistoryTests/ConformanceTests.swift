import Foundation
import RevisionHistory
import Testing

/// Replays the recorded graphs, and those of the files in `ATHANOR_CONFORMANCE` (separated by colons).
@Suite struct ConformanceTests {
    @Test("Every recorded case gives the recorded result")
    func everyRecordedCase() throws {
        var passed = 0
        var failed = 0
        var judged: [ConformanceRule: Int] = [:]
        // Whatever becomes of the files, the last line says how many cases were right.
        defer {
            for rule in ConformanceRule.allCases {
                print("    \(judged[rule, default: 0]) judged by: \(rule.rawValue)")
            }
            print("conformance: \(passed) passed, \(failed) failed")
        }
        for file in try files() {
            let graphs: [ConformanceFile.Graph]
            do {
                graphs = try ConformanceFile(contentsOf: file).graphs
            } catch {
                failed += 1
                Issue.record("\(file.path): cannot be read as conformance data: \(error)")
                continue
            }
            for graph in graphs {
                let nodes = graph.nodes
                let plain = PlainGraph(nodes)
                for test in graph.cases {
                    let judgement = ConformanceJudgement(of: test, on: nodes, plain)
                    judged[judgement.rule, default: 0] += 1
                    guard let failure = judgement.failure else {
                        passed += 1
                        continue
                    }
                    failed += 1
                    Issue.record("\(file.lastPathComponent) \(graph.name) \(test.id) \(test.command): \(failure)")
                }
            }
        }
    }

    private func files() throws -> [URL] {
        let own = try #require(
            Bundle.module.url(forResource: "revision-graph", withExtension: "json", subdirectory: "Conformance"))
        let more = ProcessInfo.processInfo.environment["ATHANOR_CONFORMANCE"] ?? ""
        return [own] + more.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    }
}
