import RevisionHistory

/// What commands do, by the definitions of `conformance/README.md`.
extension PlainGraph {
    /// The revisions that run, and the rows afterwards.
    struct Run: Equatable {
        let applied: Set<RevisionID>
        let rows: Set<RevisionID>
    }

    func upgrade(to name: String, rows: Set<RevisionID>) throws(NoPlainAnswer) -> Run {
        let wanted = below(try meaning(of: name, rows: rows), needs)
        let applied = below(rows, needs)
        return Run(applied: wanted.subtracting(applied), rows: maximalElements(of: wanted.union(applied)))
    }

    func downgrade(to name: String, rows: Set<RevisionID>) throws(NoPlainAnswer) -> Run {
        let parts = name.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, let place = parts.last.map(String.init) else { throw NoPlainAnswer() }
        let applied = below(rows, needs)
        let goal = try meaning(of: name, rows: rows)
        guard goal.count <= 1 else { throw NoPlainAnswer() }
        var roots = goal.first.map(children) ?? bases
        // Steps from where the database is undo the line that they go down, and no other.
        let isFromRow = place.first.map { "+-".contains($0) } ?? false
        let branch = parts.count == 2 ? String(parts[0]) : isFromRow ? rows.first?.rawValue : nil
        if let branch, roots.count > 1 {
            roots.formIntersection(below([try revision(branch)], down))
            if roots.isEmpty { throw NoPlainAnswer() }
        }
        let undone = applied.intersection(above(roots, needs))
        if undone.isEmpty, let goal = goal.first, !rows.contains(goal) { throw NoPlainAnswer() }
        return Run(applied: undone, rows: maximalElements(of: applied.subtracting(undone)))
    }

    func history(_ range: String?, rows: Set<RevisionID>) throws(NoPlainAnswer) -> Set<RevisionID> {
        let ends = (range ?? ":").split(separator: ":", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = ends.first, let last = ends.last else { throw NoPlainAnswer() }
        // A start in a branch narrows the ends too, by the rules of labels.
        let isBelowBase = beginsBelowBase(range)
        if !isBelowBase, first.contains(/[@+\-]/) { throw NoPlainAnswer() }
        let starts = isBelowBase ? [] : try meaning(of: first.isEmpty ? "base" : String(first), rows: rows)
        // Steps in the end of a range count from its start.
        if last.contains(/^(.*@)?[+\-]/) { throw NoPlainAnswer() }
        // Where nothing is applied `current` ends nothing.
        let isEverything = last.isEmpty || (last == "current" && rows.isEmpty)
        let targets = try meaning(of: isEverything ? "heads" : String(last), rows: rows)
        let under = below(targets, needs)
        guard starts.isSubset(of: under) else { throw NoPlainAnswer() }
        return under.intersection(above(starts.isEmpty ? bases : starts, down))
    }

    /// What a name means where steps down count from the heads.
    private func placeMeaning(_ name: String, rows: Set<RevisionID>) throws(NoPlainAnswer) -> Set<RevisionID> {
        guard let steps = name.wholeMatch(of: /-([0-9]{1,6})/), let count = Int(steps.1) else {
            return try meaning(of: name, rows: rows)
        }
        return try below(count, effectiveHeads)
    }

    /// The revisions that the targets of a stamp mean, as far as plain sets know.
    func targets(of test: ConformanceFile.Case) -> Set<RevisionID> {
        (test.targets ?? []).reduce(into: []) { targets, name in
            targets.formUnion((try? placeMeaning(name, rows: Set(test.rows))) ?? [])
        }
    }

    /// Whether one of the revisions that a stamp names implies another.
    func hasImpliedTarget(_ test: ConformanceFile.Case) -> Bool {
        let targets = targets(of: test)
        return maximalElements(of: targets) != targets
    }

    /// What is wrong about the rows that a stamp has left, if anything is: they must be targets or rows from before, every
    /// target must be among what they imply, and rows that no target has to do with must have stayed.
    func objection(toStamping test: ConformanceFile.Case, leaving rowsAfter: Set<String>) -> String? {
        let rows = Set(test.rows)
        let after = Set(rowsAfter.map { RevisionID($0) })
        var targets: Set<RevisionID> = []
        for name in test.targets ?? [] {
            guard let meant = try? placeMeaning(name, rows: rows)
            else { return "plain sets do not know what '\(name)' means, got \(rowsAfter)" }
            targets.formUnion(meant)
        }
        if !after.isSubset(of: targets.union(rows)) { return "\(rowsAfter) holds what was neither row nor target" }
        if !below(after, needs).isSuperset(of: targets) { return "\(rowsAfter) does not imply all of \(targets)" }
        let concerned = below(targets, needs).union(above(targets, needs))
        if !after.isSuperset(of: rows.subtracting(concerned)) {
            return "\(rowsAfter) lacks rows no target has to do with"
        }
        return nil
    }

    /// What a recorded case should give, in the terms of the conformance data.
    func outcome(of test: ConformanceFile.Case) throws(NoPlainAnswer) -> [String: Set<String>] {
        func named(_ ids: Set<RevisionID>) -> Set<String> { Set(ids.map(\.rawValue)) }
        let rows = Set(test.rows)
        guard rows.isSubset(of: ids) else { throw NoPlainAnswer() }
        switch test.command {
        case "heads": return ["revisions": named(test.effective == true ? effectiveHeads : heads)]
        case "bases": return ["revisions": named(bases)]
        case "branches": return ["revisions": named(branchPoints)]
        case "history": return ["revisions": named(try history(test.range, rows: rows))]
        case "resolve", "show": return ["revisions": named(try placeMeaning(test.target ?? "", rows: rows))]
        case "upgrade":
            let run = try upgrade(to: test.target ?? "", rows: rows)
            return ["applied": named(run.applied), "heads": named(run.rows)]
        case "downgrade":
            let run = try downgrade(to: test.target ?? "", rows: rows)
            return ["applied": named(run.applied), "heads": named(run.rows)]
        default: throw NoPlainAnswer()
        }
    }
}
