extension RevisionGraph {
    /// The revisions to run so that everything up to `target` is applied, each after all that it needs.
    ///
    /// `target` is any name, `+N` from where the database is, or `name+N`. Nothing to do is an empty plan.
    public func upgradePlan(
        to target: String, from rows: [RevisionID]
    ) throws(RevisionGraphError) -> [RevisionStep] {
        let rowPositions = try positions(ofRows: rows)
        let targets = try upgradeTargets(target, from: rowPositions)
        try checkForOverlap(rowPositions)
        let wanted = closure(below: targets, along: .needs)
        let applied = closure(below: rowPositions, along: .needs)
        var versionRows = VersionRows(self, rows: rowPositions, applied: applied)
        return wanted.ascending.filter { !applied.contains($0) }.map { versionRows.upgrade($0) }
    }

    /// The revisions an upgrade must reach.
    func upgradeTargets(_ text: String, from rows: [Int]) throws(RevisionGraphError) -> [Int] {
        if text.contains(":") { throw .rangeNotUnderstood(text) }
        let name = try RevisionName(text)
        guard let steps = name.steps else { return try positions(named: text) }
        return [try stepTarget(name, steps, from: rows).place(text)].compactMap { $0 }
    }

    /// Where the steps of a name lead when the way is up.
    func stepTarget(
        _ name: RevisionName, _ steps: RevisionName.Steps, from rows: [Int]
    ) throws(RevisionGraphError) -> Walk {
        let isUp = steps.isUp && steps.count > 0
        guard let symbol = name.symbol else {
            guard isUp else { throw .stepsInWrongDirection(name.text, direction: .upgrade) }
            let start = try upgradeStart(name, from: rows)
            return try walkUp(from: start, steps: steps.count, in: name.branch, text: name.text)
        }
        if isUp {
            let start = try place(named: symbol)
            return try walkUp(from: start, steps: steps.count, in: name.branch, text: name.text)
        }
        let start = try place(named: name.branch.map { "\($0)@\(symbol)" } ?? symbol)
        return try walkDown(from: start, steps: steps.count, text: name.text)
    }

    /// Where `+N` counts from: the row of the branch, or what is applied of the branch, or the base.
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

    private func checkForOverlap(_ rows: [Int]) throws(RevisionGraphError) {
        guard rows.count > 1 else { return }
        let below = closure(below: rows.flatMap { needs[$0] }, along: .needs)
        if let implied = rows.first(where: below.contains) {
            throw .overlappingRows(ids(rows), implied: nodes[implied].id)
        }
    }
}
