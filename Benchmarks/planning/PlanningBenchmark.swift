internal import Foundation
import RevisionHistory

/// Times what the graph alone does, without files and databases.
///
/// usage: planning-benchmark COUNT…
/// Prints a line for each count: the count, then milliseconds for each of ``measurements``, divided by blanks.
@main
struct PlanningBenchmark {
    static func main() throws {
        for argument in CommandLine.arguments.dropFirst() {
            guard let count = Int(argument), count > 0 else { continue }
            let times = try measurements(of: GeneratedHistory(count: count).nodes)
            print(([Double(count)] + times).map { String(Int(($0 * 10).rounded())).withTenths }.joined(separator: " "))
        }
    }

    /// Building the graph, heads, current, history, an upgrade from base, a downgrade to base: the median of some runs each.
    private static func measurements(of nodes: [RevisionNode]) throws -> [Double] {
        let graph = try RevisionGraph(nodes)
        let rows = graph.effectiveHeads
        return [
            try milliseconds { try RevisionGraph(nodes).nodes.count },
            try milliseconds { graph.heads.count + graph.effectiveHeads.count },
            try milliseconds { try graph.currentRevisions(rows).count },
            try milliseconds { try graph.history(nil, current: []).count },
            try milliseconds { try graph.upgradePlan(to: "heads", from: []).count },
            try milliseconds { try graph.downgradePlan(to: "base", from: rows).count },
        ]
    }

    private static func milliseconds(_ work: () throws -> Int) throws -> Double {
        var times: [Double] = []
        for _ in 0..<5 {
            let clock = ContinuousClock()
            var result = 0
            let duration = try clock.measure { result = try work() }
            precondition(result > 0, "there is something to do")
            times.append(Double(duration.components.attoseconds) / 1e15 + Double(duration.components.seconds) * 1e3)
        }
        return times.sorted()[times.count / 2]
    }
}

extension String {
    /// A number of tenths with its point.
    fileprivate var withTenths: String {
        let padded = String(repeating: "0", count: max(0, 2 - count)) + self
        return "\(padded.dropLast()).\(padded.suffix(1))"
    }
}

/// The history that `Benchmarks/graph` writes as files: four branches that part and merge again and again, with labels and
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

    /// In tens: two revisions in line, four branches of two on the second, and no merge but that the next ten begins with all.
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
