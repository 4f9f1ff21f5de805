/// The revisions compiled into an executable. The build plugin `DiscoverRevisions` writes one.
public struct RevisionRegistry: Sendable {
    /// A revision compiled into an executable.
    public enum Registered: Sendable {
        /// A Swift revision, with its file, its message, and the hash of the file's tokens, if known.
        case swift(any Revision.Type, path: String, message: String, sourceHash: String? = nil)
        /// The text of an SQL revision, with its file.
        case sql(path: String, text: String)
    }

    /// The revisions, in no particular order.
    public let registered: [Registered]
    /// The files with definitions of views.
    public let definitionFiles: DefinitionFiles

    /// A registry.
    /// - Parameters:
    ///   - registered: the revisions.
    ///   - definitionFiles: the files with definitions of views.
    public init(_ registered: [Registered], definitionFiles: DefinitionFiles = .none) {
        self.registered = registered
        self.definitionFiles = definitionFiles
    }

    /// The revisions with their graph.
    /// - Throws: ``RevisionFileError``, or `RevisionGraphError` when they do not form a graph.
    public func revisionSet() throws -> RevisionSet {
        try RevisionSet(
            registered.map { registered in
                switch registered {
                case .swift(let type, let path, let message, let sourceHash):
                    RevisionEntry(type, path: path, message: message, sourceHash: sourceHash)
                case .sql(let path, let text): try RevisionEntry(sql: SourceText(path: path, text: text))
                }
            }, definitionFiles: definitionFiles)
    }
}
