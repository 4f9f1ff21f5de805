internal import Athanor

/// A history as boxes and arrows, in JSON.
struct GraphDocument: Encodable {
    private struct Edge: Encodable {
        let from: String
        let to: String
        /// `down_revision` or `depends_on`.
        let kind: String
    }

    private let revisions: [RevisionDocument]
    /// Each from a revision to one that comes after it or depends on it.
    private let edges: [Edge]
    /// The applied revisions; absent if no database was asked.
    private let applied: [String]?
    /// The revisions that are not applied yet; absent if no database was asked.
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
