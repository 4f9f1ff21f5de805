internal import Athanor

/// The graph of a history as boxes and arrows, independent of any language.
struct GraphPicture {
    /// A revision's box.
    struct Box {
        /// Its name in the graph, without characters that a language gives a meaning to.
        let name: String
        let id: RevisionID
        let title: String
        let labels: [String]
        let traits: [Trait]
    }

    /// The properties that change the look of a box.
    enum Trait: String, CaseIterable {
        /// The database has it.
        case applied
        /// The database does not have it yet.
        case pending
        /// The version table names it.
        case current
        /// No revision comes after it.
        case head
    }

    /// An arrow from a revision to one that comes after it.
    struct Arrow {
        let from: String
        let to: String
        /// Whether it shows a dependency, and not a down revision.
        let isDependency: Bool
    }

    let boxes: [Box]
    let arrows: [Arrow]

    /// A graph of some revisions of a history.
    /// - Parameters:
    ///   - nodes: the revisions, base first.
    ///   - rows: the rows of the version table; `nil` if no database was asked.
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
            // A label means the revision that defines it.
            let needed = node.dependsOn.compactMap { (try? graph.resolve($0))?.first }.map { ($0, true) }
            return (down + needed).compactMap { id, isDependency in
                names[id].map { Arrow(from: $0, to: to, isDependency: isDependency) }
            }
        }
    }
}
