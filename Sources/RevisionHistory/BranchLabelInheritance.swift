/// Which labels each revision has, its own and those of its branch.
struct BranchLabelInheritance {
    /// By position, in alphabetical order.
    private(set) var labels: [[BranchLabel]]

    init(nodes: [RevisionNode], downRevisions: [[Int]], children: [[Int]], neededBy: [[Int]]) {
        labels = []
        labels.reserveCapacity(nodes.count)
        for (position, node) in nodes.enumerated() {
            // Most revisions have one down revision and no label of their own, and share its storage.
            var inherited: [BranchLabel] = []
            for (place, down) in downRevisions[position].enumerated() {
                inherited = place == 0 ? labels[down] : Self.union(inherited, labels[down])
            }
            labels.append(Self.union(inherited, node.branchLabels))
        }
        for (position, node) in nodes.enumerated() where !node.branchLabels.isEmpty {
            var place = position
            // A revision that another branch depends on counts as a branch point here.
            while neededBy[place].count <= 1, downRevisions[place].count == 1, let down = downRevisions[place].first,
                neededBy[down].count <= 1, downRevisions[down].count <= 1
            {
                labels[down] = Self.union(labels[down], node.branchLabels)
                place = down
            }
        }
    }

    private static func union(_ first: [BranchLabel], _ second: [BranchLabel]) -> [BranchLabel] {
        if second.isEmpty || first == second { return first }
        return Set(first).union(second).sorted()
    }
}
