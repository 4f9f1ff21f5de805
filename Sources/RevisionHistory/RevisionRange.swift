extension RevisionGraph {
    /// The revisions of a range, newest first.
    ///
    /// - Parameters:
    ///   - range: `start:end`, both included, either of which may be empty; `nil` is everything. `current` stands for
    ///     where the database is, and steps up in the end count from the start.
    ///   - current: The rows of the version table.
    public func history(
        _ range: String?, current: [RevisionID]
    ) throws(RevisionGraphError) -> [RevisionNode] {
        let (start, end) = try ends(of: range ?? ":")
        let starts = try rangeStart(start, current: current)
        let targets = try rangeEnd(end, start: start, starts: starts, current: current)
        var included = closure(below: targets, along: .needs)
        if !starts.allSatisfy(included.contains) { throw .rangeStartNotAncestor(start: start, end: end) }
        for position in closure(below: starts, along: .needs).ascending { included.remove(position) }
        for position in starts { included.insert(position) }
        return included.descending.map { nodes[$0] }
    }

    private func ends(of range: String) throws(RevisionGraphError) -> (start: String, end: String) {
        let parts = range.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = parts.first, let end = parts.last else { throw .invalidRange(range) }
        return (start.isEmpty ? "base" : String(start), end.isEmpty ? "heads" : String(end))
    }

    private func rangeStart(_ start: String, current: [RevisionID]) throws(RevisionGraphError) -> [Int] {
        start == "current" ? try positions(ofRows: current) : try positions(named: start)
    }

    private func rangeEnd(
        _ end: String, start: String, starts: [Int], current: [RevisionID]
    ) throws(RevisionGraphError) -> [Int] {
        if end == "current" { return try positions(ofRows: current) }
        let name = try RevisionName(end)
        guard let steps = name.steps else {
            return try onBranch(ofStart: start, try positions(named: end))
        }
        let reached = try stepTarget(name, steps, from: starts).furthest
        return try onBranch(ofStart: start, [reached].compactMap { $0 })
    }

    /// `branch@name:end` shows the ends inside that branch only.
    private func onBranch(ofStart start: String, _ targets: [Int]) throws(RevisionGraphError) -> [Int] {
        guard start != "current", let branch = try RevisionName(start).branch else { return targets }
        return try members(of: branch, among: targets, along: .downRevisions)
    }
}
