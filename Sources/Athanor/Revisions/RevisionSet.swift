/// The revisions of a history with the graph that they form.
public struct RevisionSet: Sendable {
    /// The graph.
    public let graph: RevisionGraph
    private let entries: [RevisionID: RevisionEntry]

    /// Puts revisions together.
    /// - Throws: `RevisionGraphError` when they do not form a graph: a duplicate id, a missing down revision, a cycle …
    public init(_ entries: [RevisionEntry]) throws(RevisionGraphError) {
        graph = try RevisionGraph(entries.map(\.node))
        self.entries = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The revision of an id.
    public subscript(id: RevisionID) -> RevisionEntry? { entries[id] }

    /// All revisions, each after what it comes after.
    public var all: [RevisionEntry] { graph.nodes.compactMap { entries[$0.id] } }

    /// How many there are.
    public var count: Int { entries.count }
}
