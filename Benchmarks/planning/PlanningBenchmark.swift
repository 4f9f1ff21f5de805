internal import Foundation
import RevisionHistory

/// Times the graph alone, without files and databases.
///
/// usage: planning-benchmark COUNT…
/// Prints a line for each count: the count, then the milliseconds of each of ``measurements``, separated by blanks.
@main
struct PlanningBenchmark {
    static func main() throws {
        for argument in CommandLine.arguments.dropFirst() {
            guard let count = Int(argument), count > 0 else { continue }
            let times = try measurements(of: GeneratedHistory(count: count).nodes)
            print(([String(count)] + times.map(\.milliseconds)).joined(separator: " "))
        }
    }

    /// Times building the graph, heads, current, history, an upgrade from base and a downgrade to base: medians of five
    /// runs.
    private static func measurements(of nodes: [RevisionNode]) throws -> [Duration] {
        let graph = try RevisionGraph(nodes)
        let rows = graph.effectiveHeads
        return [
            try median { try RevisionGraph(nodes).nodes.count },
            try median { graph.heads.count + graph.effectiveHeads.count },
            try median { try graph.currentRevisions(rows).count },
            try median { try graph.history(nil, current: []).count },
            try median { try graph.upgradePlan(to: "heads", from: []).count },
            try median { try graph.downgradePlan(to: "base", from: rows).count },
        ]
    }

    private static func median(_ work: () throws -> Int) throws -> Duration {
        var times: [Duration] = []
        for _ in 0..<5 {
            var result = 0
            times.append(try ContinuousClock().measure { result = try work() })
            precondition(result > 0, "there is something to do")
        }
        return times.sorted()[times.count / 2]
    }
}

extension Duration {
    /// The duration in milliseconds, with three decimals.
    fileprivate var milliseconds: String {
        let microseconds = components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
        let decimals = String(microseconds % 1_000)
        return "\(microseconds / 1_000).\(String(repeating: "0", count: 3 - decimals.count))\(decimals)"
    }
}

/// The history that `Benchmarks/graph` writes as files: four branches that part and merge repeatedly, with labels and
/// dependencies.
struct GeneratedHistory {
    let nodes: [RevisionNode]

    init(count: Int) {
        nodes = (0..<count).map { place in
            RevisionNode(
                id: Self.id(place), downRevisions: Self.downRevisions(of: place).map(Self.id),
                branchLabels: place > 0 && place % max(1, count / 10) == 1 ? [BranchLabel("area\(place)")] : [],
                dependsOn: place % 100 == 53 ? [Self.id(place - 41).rawValue] : [])
        }
    }

    private static func id(_ place: Int) -> RevisionID {
        let digits = String(place * 2_654_435_761 % (1 << 48), radix: 16)
        return RevisionID(String(repeating: "0", count: 12 - digits.count) + digits)
    }

    /// Groups of ten: two revisions in line, then four branches of two. The next group begins with a merge of all four.
    private static func downRevisions(of place: Int) -> [Int] {
        let ten = place - place % 10
        switch place % 10 {
        case 0: return place == 0 ? [] : [6, 7, 8, 9].map { ten - 10 + $0 }
        case 1: return [ten]
        case 2, 3, 4, 5: return [ten + 1]
        default: return [place - 4]
        }
    }
}
