extension RevisionGraph {
    /// The revisions to merge for given names, each once.
    /// - Parameter names: as in ``resolve(_:)``; `heads` is every head.
    /// - Throws: ``MergeError`` for fewer than two revisions; ``RevisionGraphError`` for an unknown name, two names of
    ///   the same revision, or a revision that comes before another.
    package func revisionsToMerge(_ names: [String]) throws -> [RevisionID] {
        var found: Set<Int> = []
        for name in names {
            // Includes heads that another branch depends on, because the merge must result in one line.
            let meant = name == "heads" ? headPositions : try positions(named: name)
            for position in Set(meant).sorted() where !found.insert(position).inserted {
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

/// An error: there is nothing to merge.
package struct MergeError: Error, Hashable, Sendable {
    /// The only revision that was named, or none.
    package let revisions: [RevisionID]

    /// The problem, in one sentence without a final full stop.
    package var message: String {
        guard let only = revisions.first else { return "there is no revision to merge" }
        return "there is nothing to merge: the names mean only '\(only)'"
    }

    /// The next thing to do, in one sentence.
    package var advice: String {
        "Name two revisions or more; `athanor heads` shows whether there are several heads at all."
    }
}
