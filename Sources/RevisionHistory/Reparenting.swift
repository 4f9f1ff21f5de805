/// The move of a revision to another parent, with all revisions after it: its down revisions before and after.
package struct Reparenting: Hashable, Sendable {
    /// The revision to move.
    package let revision: RevisionID
    /// Its present down revisions.
    package let before: [RevisionID]
    /// Its new down revisions.
    package let after: [RevisionID]
    /// The revisions that come after it and move with it, in the graph's order.
    package let followers: [RevisionID]

    /// Whether it has these down revisions already.
    package var changesNothing: Bool { before == after }
}

extension RevisionGraph {
    /// Plans the move of a revision to another parent, and checks the new graph.
    ///
    /// - Parameters:
    ///   - revision: the revision.
    ///   - target: its new parent: a name as in ``resolve(_:)`` that means one revision, or `base`.
    ///   - old: the name of the down revision to replace; needed only if there are several.
    /// - Throws: ``ReparentingError``; ``RevisionGraphError`` for an unknown name, or if the revisions would no longer
    ///   form a graph.
    package func reparenting(
        _ revision: RevisionID, onto target: String, replacing old: String? = nil
    ) throws -> Reparenting {
        guard let position = positions[revision] else {
            throw RevisionGraphError.revisionNotFound(revision.rawValue, nearest: [])
        }
        let node = nodes[position]
        let place = try place(named: target)
        let descendants = closure(above: [position], along: .downRevisions)
        if let place {
            if place == position { throw ReparentingError.ontoItself(revision) }
            if descendants.contains(place) { throw ReparentingError.ontoDescendant(revision, nodes[place].id) }
        }
        let replaced = try replaced(of: node, old)
        var after: [RevisionID] = []
        for down in node.downRevisions {
            let next = down == replaced ? place.map { nodes[$0].id } : down
            if let next, !after.contains(next) { after.append(next) }
        }
        if node.downRevisions.isEmpty, let place { after = [nodes[place].id] }
        let moved = RevisionNode(
            id: node.id, downRevisions: after, branchLabels: node.branchLabels, dependsOn: node.dependsOn,
            createDate: node.createDate, origin: node.origin)
        // A dependency in the other direction may cause a cycle.
        _ = try RevisionGraph(nodes.map { $0.id == revision ? moved : $0 })
        return Reparenting(
            revision: revision, before: node.downRevisions, after: after,
            followers: ids(descendants.ascending).filter { $0 != revision })
    }

    /// The down revision to replace; `nil` for a revision without one.
    private func replaced(of node: RevisionNode, _ old: String?) throws -> RevisionID? {
        guard let old else {
            guard node.downRevisions.count <= 1 else {
                throw ReparentingError.severalDownRevisions(node.id, node.downRevisions)
            }
            return node.downRevisions.first
        }
        let named = try place(named: old).map { nodes[$0].id }
        guard named.map(node.downRevisions.contains) ?? node.downRevisions.isEmpty else {
            throw ReparentingError.notADownRevision(old, of: node.id, node.downRevisions)
        }
        return named
    }
}

/// Why a revision cannot be moved to another parent.
package enum ReparentingError: Error, Hashable, Sendable {
    /// The revision cannot come after itself.
    case ontoItself(RevisionID)
    /// The revision cannot come after one of its descendants.
    case ontoDescendant(RevisionID, RevisionID)
    /// The revision has several down revisions, and the one to replace is not given.
    case severalDownRevisions(RevisionID, [RevisionID])
    /// The down revision to replace is not one of its down revisions.
    case notADownRevision(String, of: RevisionID, [RevisionID])

    /// The problem, in one sentence without a final full stop.
    package var message: String {
        switch self {
        case .ontoItself(let id): "revision '\(id)' cannot come after itself"
        case .ontoDescendant(let id, let target):
            "revision '\(id)' cannot come after '\(target)': '\(target)' comes after '\(id)'"
        case .severalDownRevisions(let id, let downs):
            "revision '\(id)' has several down revisions: \(Self.list(downs))"
        case .notADownRevision(let name, let id, let downs):
            "'\(name)' is not a down revision of '\(id)', which has \(downs.isEmpty ? "none" : Self.list(downs))"
        }
    }

    /// The next thing to do, in one sentence.
    package var advice: String {
        switch self {
        case .ontoItself: "Name the revision that it must come after, or base."
        case .ontoDescendant: "Move the later one first, or name a revision that is not above it."
        case .severalDownRevisions(_, let downs):
            "Name the one to replace with --from, as in `--from \(downs.first?.rawValue ?? "ID")`."
        case .notADownRevision: "Name one of these with --from, or leave it out when there is only one."
        }
    }

    private static func list(_ ids: [RevisionID]) -> String { ids.map(\.rawValue).joined(separator: ", ") }
}
