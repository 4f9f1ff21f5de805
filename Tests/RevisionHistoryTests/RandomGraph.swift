import RevisionHistory
import TestSupport

/// A graph with branches, merges, several bases, branch labels and dependencies, some of them redundant or on labels, and
/// its closure, computed plainly.
struct RandomGraph {
    let nodes: [RevisionNode]
    /// What each revision needs, directly or not.
    let below: [RevisionID: Set<RevisionID>]

    /// - Parameter breadth: among how many of the newest revisions a further one chooses those that it comes after.
    init(using generator: inout SeededNumbers, breadth: Int = 6) {
        let count = Int.random(in: 1...30, using: &generator)
        var nodes: [RevisionNode] = []
        var below: [RevisionID: Set<RevisionID>] = [:]
        var labels: [RevisionID: BranchLabel] = [:]
        for place in 0..<count {
            let id = RevisionID("rev\(Int.random(in: 100...999, using: &generator))x\(place)")
            let earlier = nodes.map(\.id)
            let downCount = [0, 1, 1, 1, 1, 1, 1, 2, 3].randomElement(using: &generator) ?? 1
            let down = Array(earlier.suffix(breadth).shuffled(using: &generator).prefix(downCount))
            let dependencyCount = [0, 0, 0, 1, 2].randomElement(using: &generator) ?? 0
            let dependencies = Array(earlier.shuffled(using: &generator).prefix(dependencyCount))
            if Int.random(in: 0..<5, using: &generator) == 0 { labels[id] = BranchLabel("label\(place)") }
            // A dependency may be written as a label of the revision that it means.
            let names = dependencies.map { labels[$0]?.rawValue ?? $0.rawValue }
            nodes.append(
                RevisionNode(
                    id: id, downRevisions: down, branchLabels: labels[id].map { [$0] } ?? [], dependsOn: names))
            below[id] = (down + dependencies).reduce(into: []) { $0.formUnion((below[$1] ?? []).union([$1])) }
        }
        self.nodes = nodes.shuffled(using: &generator)
        self.below = below
    }

    /// What a database may hold: all that some revisions need, with them.
    func applied(_ revisions: some Sequence<RevisionID>) -> Set<RevisionID> {
        revisions.reduce(into: []) { $0.formUnion((below[$1] ?? []).union([$1])) }
    }

    func maximalElements(of applied: Set<RevisionID>) -> Set<RevisionID> {
        applied.filter { id in !applied.contains { (below[$0] ?? []).contains(id) } }
    }
}
