extension RevisionGraph {
    /// The revisions to run so that everything up to `target` is applied, each after the revisions that it needs.
    ///
    /// `target` is any name, `+N` from the database's present revision, or `name+N`. The plan is empty if there is
    /// nothing to do.
    package func upgradePlan(
        to target: String, from rows: [RevisionID]
    ) throws(RevisionGraphError) -> [RevisionStep] {
        let targets = try upgradeTargets(target, from: rows)
        let rowPositions = try positions(ofRows: rows)
        try checkForOverlap(targets)
        try checkForOverlap(rowPositions)
        let wanted = closure(below: targets, along: .needs)
        let applied = closure(below: rowPositions, along: .needs)
        var versionRows = VersionRows(self, rows: rowPositions, applied: applied)
        return wanted.ascending.filter { !applied.contains($0) }.map { versionRows.upgrade($0) }
    }

    /// The revisions an upgrade must reach.
    private func upgradeTargets(_ text: String, from rows: [RevisionID]) throws(RevisionGraphError) -> [Int] {
        if text.contains(":") { throw .rangeNotUnderstood(text) }
        let name = try RevisionName(text)
        guard let steps = name.steps else { return try positions(named: text) }
        guard let target = try stepTarget(name, steps, from: rows).place(text) else { throw .stepsPastEnd(text) }
        return [target]
    }

    /// The goal of a name's steps: from its own place, or up from the rows.
    func stepTarget(
        _ name: RevisionName, _ steps: RevisionName.Steps, from rows: [RevisionID]
    ) throws(RevisionGraphError) -> Walk {
        if let symbol = name.symbol { return try walk(name, from: symbol, steps) }
        guard steps.isUp, steps.count > 0 else { throw .stepsInWrongDirection(name.text, direction: .upgrade) }
        let start = try upgradeStart(name, from: try positions(ofRows: rows))
        return try walkUp(from: start, steps: steps.count, in: name.branch, text: name.text)
    }

    /// The start that `+N` counts from: the row of the branch, the applied revision of the branch, or the base.
    private func upgradeStart(_ name: RevisionName, from rows: [Int]) throws(RevisionGraphError) -> Int? {
        var starts = rows
        if let branch = name.branch {
            starts = try members(of: branch, among: rows, along: .downRevisions)
            if starts.isEmpty {
                let applied = Array(closure(below: rows, along: .needs).ascending)
                var onBranch = PositionSet(universe: nodes.count)
                for position in try members(of: branch, among: applied, along: .downRevisions) {
                    onBranch.insert(position)
                }
                starts = maximalElements(of: onBranch)
            }
        }
        guard starts.count <= 1 else { throw .ambiguousSteps(name.text, choices: ids(starts)) }
        return starts.first
    }

    /// Refuses several places if one is below another, because it is unclear which one is meant.
    func checkForOverlap(_ rows: [Int]) throws(RevisionGraphError) {
        guard rows.count > 1 else { return }
        let below = closure(below: rows.flatMap { needs[$0] }, along: .needs)
        if let implied = rows.first(where: below.contains) {
            throw .overlappingRevisions(ids(rows), implied: nodes[implied].id)
        }
    }
}
