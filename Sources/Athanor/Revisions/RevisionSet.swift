/// The revisions of a history with the graph that they form.
public struct RevisionSet: Sendable {
    /// The graph.
    public let graph: RevisionGraph
    /// The files with definitions of views.
    public let definitionFiles: DefinitionFiles
    /// In the graph's order.
    private let entries: [RevisionEntry]

    /// Creates a history from revisions.
    /// - Parameters:
    ///   - entries: the revisions.
    ///   - definitionFiles: the files with definitions of views that the revisions name.
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

    /// All revisions, each after its down revisions and dependencies.
    public var all: [RevisionEntry] { entries }

    /// Likely mistakes of the revisions' authors, independent of the run.
    public var warnings: [RevisionFileWarning] { entries.flatMap(\.warnings) }

    /// The number of revisions.
    public var count: Int { entries.count }
}
