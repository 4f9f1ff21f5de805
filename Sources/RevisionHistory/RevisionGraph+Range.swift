extension RevisionGraph {
    /// The revisions of a range, newest first.
    ///
    /// - Parameters:
    ///   - range: `start:end`, both included, either of which may be empty; `nil` is everything. `current` means the
    ///     database's present revisions. Steps up in the end count from the start.
    ///   - current: The rows of the version table.
    package func history(
        _ range: String?, current: [RevisionID]
    ) throws(RevisionGraphError) -> [RevisionNode] {
        let (start, end) = try ends(of: range ?? ":")
        let targets = try rangeEnd(end, start: start, current: current)
        let starts = try rangeStart(start, end: end, current: current)
        try checkForOverlap(targets)
        let below = closure(below: targets, along: .needs)
        if !starts.allSatisfy(below.contains) { throw .rangeStartNotAncestor(start: start, end: end) }
        try checkForOverlap(starts)
        let above = closure(above: starts.isEmpty ? basePositions : starts, along: .downRevisions)
        return below.descending.filter(above.contains).map { nodes[$0] }
    }

    private func ends(of range: String) throws(RevisionGraphError) -> (start: String, end: String) {
        let parts = range.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = parts.first, let end = parts.last else { throw .invalidRange(range) }
        return (start.isEmpty ? "base" : String(start), end.isEmpty ? "heads" : String(end))
    }

    private func rangeStart(
        _ start: String, end: String, current: [RevisionID]
    ) throws(RevisionGraphError) -> [Int] {
        if start == "current" { return try positions(ofRows: current) }
        let name = try RevisionName(start)
        if name.symbol == nil, let steps = name.steps, !steps.isUp {
            // If there are fewer revisions than steps, the range begins at the base below a single head. Below several
            // heads it has no single beginning.
            let walks = try walks(steps.count, belowHeadsOf: name.branch, text: start)
            if walks.count > 1, walks.contains(where: { $0.furthest == nil }) {
                if walks.allSatisfy(\.isPastEnd) {
                    throw .severalHeads(start, heads: describedHeads(effectiveHeadPositions))
                }
                throw .rangeStartNotAncestor(start: start, end: end)
            }
        }
        return try positions(named: start)
    }

    private func rangeEnd(
        _ end: String, start: String, current: [RevisionID]
    ) throws(RevisionGraphError) -> [Int] {
        if end == "current" {
            return try onBranch(
                ofStart: start, current.isEmpty ? effectiveHeadPositions : try positions(ofRows: current))
        }
        let name = try RevisionName(end)
        guard let steps = name.steps else {
            return try onBranch(ofStart: start, try positions(named: end))
        }
        guard name.symbol != nil || (steps.isUp && steps.count > 0) else { throw .rangeEndNotAbove(end) }
        var starts = current
        if name.symbol == nil, start != "current" {
            // Without a branch to choose, the start must be one place.
            starts = ids(
                name.branch == nil ? [try place(named: start)].compactMap { $0 } : try positions(named: start))
        }
        // If there are fewer revisions above the start than steps, the range shows those that exist.
        guard let reached = try stepTarget(name, steps, from: starts).furthest else { throw .stepsPastEnd(end) }
        return try onBranch(ofStart: start, [reached])
    }

    /// Restricts the ends of `branch@name:end` to that branch.
    private func onBranch(ofStart start: String, _ targets: [Int]) throws(RevisionGraphError) -> [Int] {
        guard start != "current", let branch = try RevisionName(start).branch else { return targets }
        _ = try position(of: branch, in: nil)
        var label = BranchLabel(branch)
        if let revision = positions[RevisionID(branch)] {
            guard labels[revision].count == 1, let only = labels[revision].first else {
                throw .rangeBranchWithoutLabel(nodes[revision].id)
            }
            label = only
        }
        return targets.filter { labels[$0].contains(label) }
    }
}
