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
            // A revision that another branch depends on counts as a branch point here.
            func isInLine(_ place: Int) -> Bool {
                neededBy[place].count <= 1 && downRevisions[place].count <= 1
            }
            var tip: Int? = position
            while let place = tip, isInLine(place), !children[place].isEmpty { tip = children[place].first }
            // Where the branch itself branches or merges, the label stays with the part above.
            guard let tip, isInLine(tip) else { continue }
            var below = downRevisions[position].first
            while let place = below, isInLine(place) {
                labels[place] = Self.union(labels[place], node.branchLabels)
                below = downRevisions[place].first
            }
        }
    }

    private static func union(_ first: [BranchLabel], _ second: [BranchLabel]) -> [BranchLabel] {
        if second.isEmpty || first == second { return first }
        return Set(first).union(second).sorted()
    }
}
