internal import Athanor

/// What a picture of a history shows: boxes and arrows, in no language yet.
struct GraphPicture {
    /// A revision's box.
    struct Box {
        /// Its name in the picture, free of anything that a language gives a meaning to.
        let name: String
        let id: RevisionID
        let title: String
        let labels: [String]
        let traits: [Trait]
    }

    /// What boxes are told apart by.
    enum Trait: String, CaseIterable {
        /// The database has it.
        case applied
        /// The database does not have it yet.
        case pending
        /// The database is there.
        case current
        /// Nothing comes after it.
        case head
    }

    /// An arrow from what comes first to what comes after it.
    struct Arrow {
        let from: String
        let to: String
        /// Whether it stands for a dependency, and not for a down revision.
        let isDependency: Bool
    }

    let boxes: [Box]
    let arrows: [Arrow]

    /// A picture of some revisions of a history.
    /// - Parameters:
    ///   - nodes: the revisions, base first.
    ///   - rows: where the database is; `nil` where none was asked.
    init(_ nodes: [RevisionNode], of history: RevisionSet, rows: [RevisionID]?) {
        let graph = history.graph
        let names = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.id, "r\($0)") })
        let current = Set(rows ?? [])
        let applied = rows.map { rows in (try? graph.applied(rows.filter { graph[$0] != nil })) ?? [] }
        boxes = nodes.map { node in
            var traits: [Trait] = []
            if let applied { traits.append(applied.contains(node.id) ? .applied : .pending) }
            if current.contains(node.id) { traits.append(.current) }
            if graph.children(of: node.id).isEmpty { traits.append(.head) }
            return Box(
                name: names[node.id] ?? "", id: node.id, title: history[node.id]?.title.onOneLine ?? "",
                labels: node.branchLabels.map(\.rawValue), traits: traits)
        }
        arrows = nodes.flatMap { node -> [Arrow] in
            guard let to = names[node.id] else { return [] }
            let down = node.downRevisions.map { ($0, false) }
            // A label means the revision that gives it.
            let needed = node.dependsOn.compactMap { (try? graph.resolve($0))?.first }.map { ($0, true) }
            return (down + needed).compactMap { id, isDependency in
                names[id].map { Arrow(from: $0, to: to, isDependency: isDependency) }
            }
        }
    }
}
