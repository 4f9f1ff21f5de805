extension RevisionGraph {
    /// The edges that a query follows.
    enum Edges {
        /// Down revisions only: the branch.
        case downRevisions
        /// Down revisions and dependencies: all revisions that must have run.
        case needs
    }

    /// The starts and everything below them.
    func closure(below starts: some Sequence<Int>, along edges: Edges) -> PositionSet {
        switch edges {
        case .downRevisions: reach(from: starts, over: downRevisions)
        case .needs: reach(from: starts, over: needs)
        }
    }

    /// The starts and everything above them.
    func closure(above starts: some Sequence<Int>, along edges: Edges) -> PositionSet {
        switch edges {
        case .downRevisions: reach(from: starts, over: children)
        case .needs: reach(from: starts, over: neededBy)
        }
    }

    /// The starts, everything below and everything above them.
    func lineage(of starts: [Int], along edges: Edges) -> PositionSet {
        var lineage = closure(below: starts, along: edges)
        lineage.formUnion(closure(above: starts, along: edges))
        return lineage
    }

    /// The members of a closed set that nothing else in the set needs.
    func maximalElements(of applied: PositionSet) -> [Int] {
        applied.ascending.filter { position in !neededBy[position].contains(where: applied.contains) }
    }

    // Uses an explicit stack, because a chain of a hundred thousand revisions would overflow the thread's stack.
    private func reach(from starts: some Sequence<Int>, over edges: [[Int]]) -> PositionSet {
        var reached = PositionSet(universe: nodes.count)
        var pending: [Int] = []
        for start in starts where reached.insert(start) { pending.append(start) }
        while let position = pending.popLast() {
            for next in edges[position] where reached.insert(next) { pending.append(next) }
        }
        return reached
    }
}
