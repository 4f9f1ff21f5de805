internal import RevisionFiles
internal import RevisionHistory

/// A revision file that was found.
struct DiscoveredRevision {
    /// The file's absolute path.
    let file: String
    /// Its text, with the path for messages.
    let source: SourceText
    /// The revision's place in the graph.
    let node: RevisionNode
    /// The file, for a Swift revision.
    let swiftFile: SwiftRevisionFile?

    /// Reads a file.
    /// - Parameters:
    ///   - file: its absolute path.
    ///   - shownPath: its path in messages and in the registry.
    /// - Throws: `RevisionFileError`.
    init(file: String, shownPath: String) throws(RevisionFileError) {
        self.file = file
        source = try TextFile.read(file, shownAs: shownPath)
        if file.hasSuffix(".sql") {
            node = try SQLRevisionFile(source).header.node
            swiftFile = nil
        } else {
            let read = try SwiftRevisionFile(source)
            node = read.node
            swiftFile = read
        }
    }

    /// The name of the type, for a Swift revision.
    var typeName: String? { swiftFile?.typeName }

    /// The place of a text in the properties that place the revision in the graph, otherwise of its id, otherwise the
    /// file's beginning.
    func place(of text: String, in properties: [GraphProperty]) -> SourcePlace {
        let look =
            swiftFile == nil
            ? SQLRevisionFile.place(of:in:of:) : SwiftRevisionFile.place(of:in:of:)
        return look(text, properties, source) ?? look(node.id.rawValue, [.revision], source) ?? source.place(atUTF8: 0)
    }

    /// The place of a Swift revision's name, otherwise the file's beginning.
    var placeOfTypeName: SourcePlace { SwiftRevisionFile.placeOfTypeName(in: source) ?? source.place(atUTF8: 0) }
}
