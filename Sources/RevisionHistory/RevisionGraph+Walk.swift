extension RevisionGraph {
    /// The result of counting steps.
    struct Walk {
        /// The last place that was reached; `nil` is the base.
        let furthest: Int?
        /// Whether there were fewer revisions than steps.
        let isPastEnd: Bool

        /// The goal; throws if it was not reached.
        func place(_ text: String) throws(RevisionGraphError) -> Int? {
            if isPastEnd { throw .stepsPastEnd(text) }
            return furthest
        }
    }

    /// Counts steps from the place that the name gives.
    func walk(
        _ name: RevisionName, from symbol: String, _ steps: RevisionName.Steps
    ) throws(RevisionGraphError) -> Walk {
        if steps.isUp, steps.count > 0 {
            // The steps up must stay in the branch; the start may be below it, at the branch point.
            return try walkUp(from: try place(named: symbol), steps: steps.count, in: name.branch, text: name.text)
        }
        if let branch = name.branch { _ = try position(of: branch, in: nil) }
        let start = try place(named: name.branch.map { "\($0)@\(symbol)" } ?? symbol)
        return try walkDown(from: start, steps: steps.count, text: name.text)
    }

    /// Counts steps down from a place. No steps lead down from the base.
    func walkDown(from start: Int?, steps: Int, text: String) throws(RevisionGraphError) -> Walk {
        var place = start
        var remaining = steps
        while remaining > 0 {
            guard let position = place else { return Walk(furthest: nil, isPastEnd: true) }
            let ways = downRevisions[position]
            guard ways.count <= 1 else { throw .ambiguousSteps(text, choices: ids(ways)) }
            place = ways.first
            remaining -= 1
        }
        return Walk(furthest: place, isPastEnd: false)
    }

    /// Counts steps up from a place (`nil` is the base), inside a branch if one is given.
    func walkUp(
        from start: Int?, steps: Int, in branch: String?, text: String
    ) throws(RevisionGraphError) -> Walk {
        let inBranch: PositionSet? =
            if let branch {
                lineage(of: [try position(of: branch, in: nil)], along: .downRevisions)
            } else {
                nil
            }
        var place = start
        var remaining = steps
        while remaining > 0 {
            var ways = if let place { children[place] } else { basePositions }
            if let inBranch { ways = ways.filter(inBranch.contains) }
            guard ways.count <= 1 else { throw .ambiguousSteps(text, choices: ids(ways)) }
            guard let next = ways.first else { return Walk(furthest: place, isPastEnd: true) }
            place = next
            remaining -= 1
        }
        return Walk(furthest: place, isPastEnd: false)
    }
}
