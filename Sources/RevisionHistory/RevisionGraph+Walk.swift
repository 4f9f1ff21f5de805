extension RevisionGraph {
    /// Where counting steps has led.
    struct Walk {
        /// The last place on the way; `nil` is the base.
        let furthest: Int?
        /// Whether there were fewer revisions than steps.
        let isPastEnd: Bool

        /// The place itself, which must have been reached.
        func place(_ text: String) throws(RevisionGraphError) -> Int? {
            if isPastEnd { throw .stepsPastEnd(text) }
            return furthest
        }
    }

    /// Steps from the place that the name itself gives.
    func walk(
        _ name: RevisionName, from symbol: String, _ steps: RevisionName.Steps
    ) throws(RevisionGraphError) -> Walk {
        if steps.isUp, steps.count > 0 {
            // The way up must stay in the branch; the place it starts from may lie below, at the branch point.
            return try walkUp(from: try place(named: symbol), steps: steps.count, in: name.branch, text: name.text)
        }
        if let branch = name.branch { _ = try position(of: branch, in: nil) }
        let start = try place(named: name.branch.map { "\($0)@\(symbol)" } ?? symbol)
        return try walkDown(from: start, steps: steps.count, text: name.text)
    }

    /// Steps down from a place. From the base there is no way down.
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

    /// Steps up from a place (`nil` is the base), inside a branch where one is given.
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
