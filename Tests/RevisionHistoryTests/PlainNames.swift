import RevisionHistory

/// A question that has no one answer, or that the plain sets leave to others.
struct NoPlainAnswer: Error {}

extension PlainGraph {
    /// The revisions that a name means; none is the base.
    /// - Throws: ``NoPlainAnswer``.
    func meaning(of name: String, rows: Set<RevisionID>) throws(NoPlainAnswer) -> Set<RevisionID> {
        if name == "current" { return rows }
        guard let match = name.wholeMatch(of: /(?:([^@+\-:\s]+)@)?([^@+\-:\s]+)?(?:([+\-])([0-9]{1,6}))?/) else {
            throw NoPlainAnswer()
        }
        let branch = match.1.map(String.init)
        let symbol = match.2.map(String.init)
        guard let sign = match.3, let count = match.4.flatMap({ Int($0) }) else {
            guard let symbol else { throw NoPlainAnswer() }
            return try place(symbol, in: branch)
        }
        let isUp = sign == "+"
        var start: RevisionID?
        if let symbol {
            let found = try place(symbol, in: isUp ? nil : branch)
            guard found.count <= 1 else { throw NoPlainAnswer() }
            start = found.first
        } else {
            start = try startingRow(rows, in: branch, isUp: isUp)
        }
        let line = try branch.map { (name) throws(NoPlainAnswer) in self.line([try revision(name)]) } ?? ids
        for _ in 0..<count {
            let ways = isUp ? (start.map(children) ?? bases).intersection(line) : (start.flatMap { down[$0] } ?? [])
            // Past the end there is nothing, and at a fork there is no saying which way.
            guard let next = ways.first, ways.count == 1 else {
                if !isUp, ways.isEmpty, start != nil {
                    start = nil
                    continue
                }
                throw NoPlainAnswer()
            }
            start = next
        }
        return start.map { [$0] } ?? []
    }

    /// The row that steps count from: the one on the branch; on the way up also what is applied of the branch, or the base.
    private func startingRow(
        _ rows: Set<RevisionID>, in branch: String?, isUp: Bool
    ) throws(NoPlainAnswer) -> RevisionID? {
        var starts = rows
        if let branch, branch != "base" {
            let line = line([try revision(branch)])
            starts = rows.intersection(line)
            if starts.isEmpty, isUp { starts = maximalElements(of: below(rows, needs).intersection(line)) }
        }
        guard starts.count == 1 || (isUp && starts.isEmpty) else { throw NoPlainAnswer() }
        return starts.first
    }

    /// Whether a name has a branch that is none, or a revision that is not on the line of its branch.
    func namesBranchElsewhere(_ name: String) -> Bool {
        guard let match = name.wholeMatch(of: /([^@+\-:\s]+)@([^@+\-:\s]*)(?:[+\-][0-9]+)?/) else { return false }
        guard let branch = try? revision(String(match.1)) else { return true }
        guard let symbol = try? revision(String(match.2)) else { return false }
        return !line([branch]).contains(symbol)
    }

    /// Whether a range begins further below the only head than there are revisions.
    func beginsBelowBase(_ range: String?) -> Bool {
        guard let match = range?.prefixMatch(of: /-([0-9]{1,6}):/), let count = Int(match.1), effectiveHeads.count == 1
        else { return false }
        return (try? below(count, effectiveHeads)) == []
    }

    /// The revisions so many steps below each of some; none for those that have fewer.
    func below(_ count: Int, _ starts: Set<RevisionID>) throws(NoPlainAnswer) -> Set<RevisionID> {
        var places = starts
        for _ in 0..<count {
            var next: Set<RevisionID> = []
            for place in places {
                let ways = down[place] ?? []
                guard ways.count <= 1 else { throw NoPlainAnswer() }
                next.formUnion(ways)
            }
            places = next
        }
        return places
    }

    private func place(_ symbol: String, in branch: String?) throws(NoPlainAnswer) -> Set<RevisionID> {
        switch symbol {
        case "base": return []
        case "heads":
            guard let branch else { return effectiveHeads }
            return heads.intersection(line([try revision(branch)]))
        case "head":
            var found = heads
            if let branch { found.formIntersection(line([try revision(branch)])) }
            guard found.count <= 1 else { throw NoPlainAnswer() }
            return found
        default:
            let found = try revision(symbol)
            if let branch, !line([try revision(branch)]).contains(found) { throw NoPlainAnswer() }
            return [found]
        }
    }

    /// The revision of an id, a label, or the beginning of one.
    func revision(_ symbol: String) throws(NoPlainAnswer) -> RevisionID {
        if ids.contains(RevisionID(symbol)) { return RevisionID(symbol) }
        if let owner = labelOwners[symbol] { return owner }
        let names = ids.map { ($0.rawValue, $0) } + labelOwners.map { ($0.key, $0.value) }
        let found = names.filter { $0.0.hasPrefix(symbol) && $0.0.count > 3 }
        guard let first = found.first, found.count == 1 else { throw NoPlainAnswer() }
        return first.1
    }
}
