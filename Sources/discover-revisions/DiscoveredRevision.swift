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

    /// The first place of a text in the file, otherwise the file's beginning.
    func place(of text: String) -> SourcePlace {
        guard let range = source.text.firstRange(of: text) else { return source.place(atUTF8: 0) }
        return source.place(atUTF8: source.text.utf8.distance(from: source.text.startIndex, to: range.lowerBound))
    }
}
