import RevisionHistory

/// The same questions answered with plain sets: slow, short, and independent of the code that is tested.
///
/// It takes any list of revisions, one that is refused as a graph too. Of revisions with one id the last counts, and
/// edges that lead nowhere are left out.
struct PlainGraph {
    let ids: Set<RevisionID>
    let down: [RevisionID: Set<RevisionID>]
    /// Down revisions and dependencies.
    let needs: [RevisionID: Set<RevisionID>]
    let labelOwners: [String: RevisionID]
    let duplicateIDs: Set<RevisionID>

    init(_ nodes: [RevisionNode]) {
        let ids = Set(nodes.map(\.id))
        var owners: [String: RevisionID] = [:]
        for node in nodes { for label in node.branchLabels { owners[label.rawValue] = node.id } }
        var down: [RevisionID: Set<RevisionID>] = [:]
        var needs: [RevisionID: Set<RevisionID>] = [:]
        for node in nodes {
            down[node.id] = Set(node.downRevisions).intersection(ids)
            let dependencies = node.dependsOn.compactMap { ids.contains(RevisionID($0)) ? RevisionID($0) : owners[$0] }
            needs[node.id] = Set(node.downRevisions).intersection(ids).union(dependencies)
        }
        self.ids = ids
        self.down = down
        self.needs = needs
        labelOwners = owners
        duplicateIDs = Set(Dictionary(grouping: nodes, by: \.id).filter { $0.value.count > 1 }.keys)
    }

    var heads: Set<RevisionID> { ids.subtracting(down.values.reduce(into: []) { $0.formUnion($1) }) }
    var effectiveHeads: Set<RevisionID> { ids.subtracting(needs.values.reduce(into: []) { $0.formUnion($1) }) }
    var bases: Set<RevisionID> { ids.filter { (down[$0] ?? []).isEmpty } }
    var branchPoints: Set<RevisionID> { ids.filter { children($0).count > 1 } }

    /// Whether something needs itself, through whatever lies between.
    var hasCycle: Bool {
        ids.contains { below(needs[$0] ?? [], needs).contains($0) }
    }

    func children(_ id: RevisionID) -> Set<RevisionID> {
        ids.filter { (down[$0] ?? []).contains(id) }
    }

    /// The starts and all that is under them.
    func below(_ starts: Set<RevisionID>, _ edges: [RevisionID: Set<RevisionID>]) -> Set<RevisionID> {
        var all = starts
        while true {
            let more = all.reduce(into: all) { $0.formUnion(edges[$1] ?? []) }
            if more == all { return all }
            all = more
        }
    }

    /// The starts and all that is above them.
    func above(_ starts: Set<RevisionID>, _ edges: [RevisionID: Set<RevisionID>]) -> Set<RevisionID> {
        var all = starts
        while true {
            let more = all.union(ids.filter { !(edges[$0] ?? []).isDisjoint(with: all) })
            if more == all { return all }
            all = more
        }
    }

    /// Those that no other of the set needs, directly or not.
    func maximalElements(of set: Set<RevisionID>) -> Set<RevisionID> {
        set.subtracting(below(set.reduce(into: []) { $0.formUnion(needs[$1] ?? []) }, needs))
    }

    /// The starts with all that stands on one line of down revisions with them.
    func line(_ starts: Set<RevisionID>) -> Set<RevisionID> {
        below(starts, down).union(above(starts, down))
    }
}
