extension RevisionGraph {
    /// The revisions that names to be merged mean, each once.
    /// - Parameter names: as in ``resolve(_:)``; `heads` is every head.
    /// - Throws: ``MergeError`` when they are fewer than two; ``RevisionGraphError`` for a name that means nothing, one that
    ///   means what another means, or one that comes before another.
    public func revisionsToMerge(_ names: [String]) throws -> [RevisionID] {
        var found: Set<Int> = []
        for name in names {
            // Those of a branch that another depends on are heads as well: what is merged is to be one line.
            let meant = name == "heads" ? headPositions : try positions(named: name)
            for position in meant where !found.insert(position).inserted {
                throw RevisionGraphError.namedTwice(nodes[position].id)
            }
        }
        let merged = found.sorted()
        guard merged.count > 1 else { throw MergeError(revisions: ids(merged)) }
        let below = closure(below: merged.flatMap { downRevisions[$0] }, along: .downRevisions)
        if let implied = merged.first(where: below.contains) {
            throw RevisionGraphError.overlappingRevisions(ids(merged), implied: nodes[implied].id)
        }
        return ids(merged)
    }
}

/// There is nothing to merge.
public struct MergeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The only revision that was named, or none.
    public let revisions: [RevisionID]

    /// What is wrong, in one sentence without a closing stop.
    public var description: String {
        guard let only = revisions.first else { return "there is no revision to merge" }
        return "there is nothing to merge: the names mean only '\(only)'"
    }

    /// What to do next, in one sentence.
    public var advice: String {
        "Name two revisions or more; `athanor heads` shows whether there are several heads at all."
    }
}
