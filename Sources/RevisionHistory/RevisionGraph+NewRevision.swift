extension RevisionGraph {
    /// The node for a new revision on top of others: one for the next revision of a branch, several for a merge.
    ///
    /// - Parameters:
    ///   - id: The id of the new revision.
    ///   - heads: The names of its down revisions, as in ``resolve(_:)``.
    ///   - splice: Whether other revisions may already come after the same revisions, so that a branch begins here.
    ///   - dependsOn: Names of revisions that must run before it; labels stay labels, anything else becomes an id.
    ///   - branchLabels: The labels that the new revision gives its branch.
    ///   - createDate: The time of its creation.
    ///   - origin: The file that it will be in, for errors.
    package func newRevision(
        _ id: RevisionID, after heads: [String], splice: Bool = false, branchLabels: [BranchLabel] = [],
        dependsOn: [String] = [], createDate: CreateDate? = nil, origin: String? = nil
    ) throws(RevisionGraphError) -> RevisionNode {
        guard RevisionName.canBeGiven(id.rawValue) else {
            throw .invalidRevisionID(id, origin: origin ?? id.rawValue)
        }
        var down: Set<Int> = []
        for name in heads {
            for position in Set(try positions(named: name)).sorted() where !down.insert(position).inserted {
                throw .namedTwice(nodes[position].id)
            }
        }
        var dependencies: [String] = []
        for name in dependsOn {
            guard let needed = try place(named: name) else { throw .invalidName(name) }
            let isLabel = nodes[needed].branchLabels.contains(BranchLabel(name))
            dependencies.append(isLabel ? name : nodes[needed].id.rawValue)
        }
        if !splice, let covered = down.sorted().first(where: { !children[$0].isEmpty }) {
            throw .notAHead(nodes[covered].id)
        }
        let node = RevisionNode(
            id: id, downRevisions: ids(down.sorted()), branchLabels: branchLabels, dependsOn: dependencies,
            createDate: createDate, origin: origin)
        // Checks the new graph before a file is written that would make it invalid.
        _ = try RevisionGraph(nodes + [node])
        return node
    }
}
