extension RevisionGraph {
    /// The revisions to undo so that nothing above `target` is applied any more, each before the revisions that it
    /// needs.
    ///
    /// These are the revisions whose down revision is the target, and all revisions after them, along down revisions
    /// and dependencies. `base` undoes everything, `branch@base` undoes that branch and the revisions that depend on
    /// it. `-N` counts from the database's present revision.
    package func downgradePlan(
        to target: String, from rows: [RevisionID]
    ) throws(RevisionGraphError) -> [RevisionStep] {
        let goal = try downgradeGoal(target, from: rows)
        let rowPositions = try positions(ofRows: rows)
        let applied = closure(below: rowPositions, along: .needs)
        let above = closure(above: try roots(of: goal), along: .needs)
        let undone = applied.descending.filter(above.contains)
        if let place = goal.place, undone.isEmpty, !rowPositions.contains(place) {
            throw .revisionNotApplied(target, rows: ids(rowPositions))
        }
        var versionRows = VersionRows(self, rows: rowPositions, applied: applied)
        return undone.map { versionRows.downgrade($0) }
    }

    /// The row of the version table that `-N` counts from, if there are several rows; `nil` if there is no choice.
    package func startOfSteps(
        _ target: String, amongHeads rows: [RevisionID]
    ) -> (chosen: RevisionID, others: [RevisionID])? {
        guard rows.count > 1, let name = try? RevisionName(target), name.steps != nil, name.symbol == nil,
            name.branch == nil, let chosen = rows.min()
        else { return nil }
        return (chosen, rows.filter { $0 != chosen }.sorted())
    }

    /// The goal of a downgrade. A branch restricts it to one of several lines above the place.
    private struct DowngradeGoal {
        /// `nil` is the base.
        let place: Int?
        let branch: String?
    }

    private func downgradeGoal(_ text: String, from rows: [RevisionID]) throws(RevisionGraphError) -> DowngradeGoal {
        if text.contains(":") { throw .rangeNotUnderstood(text) }
        let name = try RevisionName(text)
        guard let steps = name.steps else {
            return DowngradeGoal(place: try place(named: name.symbol ?? ""), branch: name.branch)
        }
        if let symbol = name.symbol {
            // No steps lead anywhere from base.
            if symbol == "base", steps.count == 0 { throw .stepsInWrongDirection(text, direction: .downgrade) }
            return DowngradeGoal(place: try walk(name, from: symbol, steps).place(text), branch: name.branch)
        }
        if steps.isUp || steps.count == 0 { throw .stepsInWrongDirection(text, direction: .downgrade) }
        let start = try downgradeStart(name, from: try positions(ofRows: rows))
        let place = try walkDown(from: start, steps: steps.count, text: text).place(text)
        return DowngradeGoal(place: place, branch: name.branch ?? nodes[start].id.rawValue)
    }

    /// The start that `-N` counts from.
    private func downgradeStart(_ name: RevisionName, from rows: [Int]) throws(RevisionGraphError) -> Int {
        guard let first = ids(rows).min().flatMap({ positions[$0] }) else { throw .nothingToUndo(name.text) }
        guard let branch = name.branch else { return first }
        var starts = try members(of: branch, among: rows, along: .downRevisions)
        if starts.isEmpty {
            let tips = branchTips(of: closure(below: rows, along: .needs))
            starts = try members(of: branch, among: tips, along: .downRevisions)
        }
        guard starts.count <= 1 else { throw .ambiguousSteps(name.text, choices: ids(starts)) }
        guard let start = starts.first else { throw .branchNotApplied(branch) }
        return start
    }

    /// The goal of `-N`; `nil` is the base.
    func downgradePlace(
        _ name: RevisionName, _ steps: RevisionName.Steps, from rows: [Int]
    ) throws(RevisionGraphError) -> Int? {
        let start = try downgradeStart(name, from: rows)
        return try walkDown(from: start, steps: steps.count, text: name.text).place(name.text)
    }

    /// The lowest revisions to undo.
    private func roots(of goal: DowngradeGoal) throws(RevisionGraphError) -> [Int] {
        let all = if let place = goal.place { children[place] } else { basePositions }
        guard let branch = goal.branch else { return all }
        if goal.place == nil { _ = try position(of: branch, in: nil) }
        guard all.count > 1 else { return all }
        let belowBranch = closure(below: [try position(of: branch, in: nil)], along: .downRevisions)
        let roots = all.filter(belowBranch.contains)
        if roots.isEmpty { throw .branchNotApplied(branch) }
        return roots
    }
}
