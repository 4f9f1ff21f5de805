internal import Athanor

/// A history as boxes and arrows, for machines.
struct GraphDocument: Encodable {
    private struct Edge: Encodable {
        let from: String
        let to: String
        /// `down_revision` or `depends_on`.
        let kind: String
    }

    private let revisions: [RevisionDocument]
    /// From what comes first to what comes after it.
    private let edges: [Edge]
    /// What the database has; absent where none was asked.
    private let applied: [String]?
    /// What it does not have yet.
    private let pending: [String]?

    init(_ picture: GraphPicture, in history: RevisionSet, current: Set<RevisionID>?) {
        let ids = Dictionary(uniqueKeysWithValues: picture.boxes.map { ($0.name, $0.id.rawValue) })
        revisions = picture.boxes.compactMap { history[$0.id] }.map {
            RevisionDocument($0, in: history.graph, current: current)
        }
        edges = picture.arrows.compactMap { arrow in
            guard let from = ids[arrow.from], let to = ids[arrow.to] else { return nil }
            return Edge(from: from, to: to, kind: arrow.isDependency ? "depends_on" : "down_revision")
        }
        func boxes(with trait: GraphPicture.Trait) -> [String]? {
            current.map { _ in picture.boxes.filter { $0.traits.contains(trait) }.map(\.id.rawValue) }
        }
        applied = boxes(with: .applied)
        pending = boxes(with: .pending)
    }
}
