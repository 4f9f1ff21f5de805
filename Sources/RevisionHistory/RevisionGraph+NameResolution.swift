extension RevisionGraph {
    /// The revisions that a name means without a database to count steps from.
    ///
    /// An id or its unique beginning, a branch label, `head`, `heads`, `base` (which means no revision), `branch@name`.
    /// `-N` is N below every effective head, `label@-N` is N below those of that branch.
    ///
    /// - Throws: ``RevisionGraphError``. Only ``resolve(_:current:)`` understands steps up, or from a named place.
    package func resolve(_ name: String) throws(RevisionGraphError) -> [RevisionID] {
        ids(try positions(named: name))
    }

    /// Positions for a name, without a database to count steps from.
    func positions(named text: String) throws(RevisionGraphError) -> [Int] {
        if text.contains(":") { throw .rangeNotUnderstood(text) }
        let name = try RevisionName(text)
        if let steps = name.steps {
            guard name.symbol == nil, !steps.isUp, steps.count > 0 else { throw .relativeNameNotUnderstood(text) }
            return try positions(steps.count, belowHeadsOf: name.branch, text: text)
        }
        switch name.symbol {
        case "heads":
            guard let branch = name.branch else { return effectiveHeadPositions }
            return try members(of: branch, among: headPositions, along: .downRevisions)
        case "head":
            return try head(of: name.branch, text: text).map { [$0] } ?? []
        case "base":
            return []
        case let symbol:
            return [try position(of: symbol ?? "", in: name.branch)]
        }
    }

    /// The one place a name means; `nil` is the base.
    func place(named text: String) throws(RevisionGraphError) -> Int? {
        if try RevisionName(text).steps != nil { throw .relativeNameNotUnderstood(text) }
        let found = try positions(named: text)
        guard found.count <= 1 else { throw .severalHeads(text, heads: describedHeads(found)) }
        return found.first
    }

    /// The revision with this id, label, or beginning of one; inside a branch if one is given.
    func position(of symbol: String, in branch: String?) throws(RevisionGraphError) -> Int {
        var branchLineage: PositionSet?
        if let branch { branchLineage = lineage(of: [try position(of: branch, in: nil)], along: .downRevisions) }
        if let exact = positions[RevisionID(symbol)] ?? labelOwners[BranchLabel(symbol)] {
            if let branch, let branchLineage, !branchLineage.contains(exact) {
                throw .revisionNotInBranch(nodes[exact].id, branch: branch)
            }
            return exact
        }
        let candidates = names(beginningWith: symbol, in: branchLineage)
        guard let first = candidates.first else {
            if let branch { try refuse(symbol, outside: branch) }
            // A reserved word comes here where only a branch may stand: `head@s1`.
            let words = Self.reservedNames.contains(symbol) ? [] : ["head", "heads", "base"]
            let names = nodes.map(\.id.rawValue) + labelOwners.keys.map(\.rawValue) + words
            throw .revisionNotFound(symbol, nearest: NearestNames(to: symbol, among: names).names)
        }
        guard candidates.count == 1 else {
            throw .ambiguousPrefix(symbol, candidates: candidates.map(\.name).sorted())
        }
        return first.position
    }

    /// Refuses the beginning of names that are not in a branch. Throws nothing if there are no such names.
    private func refuse(_ symbol: String, outside branch: String) throws(RevisionGraphError) {
        let elsewhere = names(beginningWith: symbol, in: nil)
        guard let first = elsewhere.first else { return }
        guard elsewhere.count == 1 else {
            throw .ambiguousPrefix(symbol, candidates: elsewhere.map(\.name).sorted())
        }
        throw .revisionNotInBranch(nodes[first.position].id, branch: branch)
    }

    /// The positions that share a line of descent with the revisions that `branch` means.
    func members(
        of branch: String, among candidates: [Int], along edges: Edges
    ) throws(RevisionGraphError) -> [Int] {
        guard !candidates.isEmpty else { return [] }
        let name = try RevisionName(branch)
        var starts: [Int] = []
        if let label = name.branch { starts.append(try position(of: label, in: nil)) }
        if name.steps != nil { throw .relativeNameNotUnderstood(branch) }
        starts += try positions(named: branch)
        if starts.isEmpty { return candidates }
        let lineage = lineage(of: starts, along: edges)
        return candidates.filter(lineage.contains)
    }

    private func head(of branch: String?, text: String) throws(RevisionGraphError) -> Int? {
        var heads = headPositions
        if let branch { heads = try members(of: branch, among: heads, along: .downRevisions) }
        guard heads.count <= 1 else { throw .severalHeads(text, heads: describedHeads(heads)) }
        return heads.first
    }

    private func positions(
        _ steps: Int, belowHeadsOf branch: String?, text: String
    ) throws(RevisionGraphError) -> [Int] {
        let walks = try walks(steps, belowHeadsOf: branch, text: text)
        // A line with fewer revisions than steps ends at its base.
        return walks.compactMap(\.furthest)
    }

    func walks(
        _ steps: Int, belowHeadsOf branch: String?, text: String
    ) throws(RevisionGraphError) -> [Walk] {
        if let branch { _ = try position(of: branch, in: nil) }
        var walks: [Walk] = []
        for head in effectiveHeadPositions {
            if let branch, !labels[head].contains(BranchLabel(branch)) { continue }
            walks.append(try walkDown(from: head, steps: steps, text: text))
        }
        return walks
    }

    func names(
        beginningWith prefix: String, in branch: PositionSet?
    ) -> [(name: String, position: Int)] {
        let all = nodes.indices.lazy.map { (name: nodes[$0].id.rawValue, position: $0) }
        let labels = labelOwners.lazy.map { (name: $0.key.rawValue, position: $0.value) }
        // Names of up to three characters must be written in full, which is as quick.
        func matches(_ candidate: (name: String, position: Int)) -> Bool {
            candidate.name.hasPrefix(prefix) && candidate.name.count > 3
                && (branch?.contains(candidate.position) ?? true)
        }
        return all.filter(matches) + labels.filter(matches)
    }

    /// The revisions that a name means if the database is at `current`.
    ///
    /// Understands all names of ``resolve(_:)``, and also `current`, `+N` and `-N` from there, `branch@+N` and
    /// `branch@-N` from the branch's present revision, `name+N` and `name-N` from a named place.
    package func resolve(_ name: String, current: [RevisionID]) throws(RevisionGraphError) -> [RevisionID] {
        let rows = try positions(ofRows: current)
        if name == "current" { return ids(rows) }
        if name.contains(":") { throw .rangeNotUnderstood(name) }
        let parsed = try RevisionName(name)
        guard let steps = parsed.steps else { return try resolve(name) }
        if parsed.symbol == nil, !steps.isUp {
            return ids([try downgradePlace(parsed, steps, from: rows)].compactMap { $0 })
        }
        return ids([try stepTarget(parsed, steps, from: current).place(name)].compactMap { $0 })
    }
}
