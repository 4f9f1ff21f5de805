/// The revisions of a history with the graph that they form.
public struct RevisionSet: Sendable {
    /// The graph.
    public let graph: RevisionGraph
    /// The definitions of views that stand in files.
    public let definitionFiles: DefinitionFiles
    /// In the graph's order.
    private let entries: [RevisionEntry]

    /// Puts revisions together.
    /// - Parameters:
    ///   - entries: the revisions.
    ///   - definitionFiles: the definitions of views that they name files of.
    /// - Throws: `RevisionGraphError` when they do not form a graph: a duplicate id, a missing down revision, a cycle …
    public init(
        _ entries: [RevisionEntry], definitionFiles: DefinitionFiles = .none
    ) throws(RevisionGraphError) {
        let graph = try RevisionGraph(entries.map(\.node))
        self.graph = graph
        self.definitionFiles = definitionFiles
        self.entries = graph.sorted(entries, by: \.id)
    }

    /// The revision of an id.
    public subscript(id: RevisionID) -> RevisionEntry? { graph.position(of: id).map { entries[$0] } }

    /// All revisions, each after what it comes after.
    public var all: [RevisionEntry] { entries }

    /// What authors of revisions hardly meant, wherever the history is used.
    public var warnings: [RevisionFileWarning] { entries.flatMap(\.warnings) }

    /// How many there are.
    public var count: Int { entries.count }
}
