/// A statement's reference to the file with its query: `FILE 'views/daily_usage_v02.sql'`.
package struct DefinitionFileReference: Sendable, Hashable {
    /// The path, without quotes.
    package let path: String
    /// The range in the statement's source text that the query replaces, in UTF-8 offsets.
    package let utf8Range: Range<Int>

    /// A reference that a script reader found.
    package init(path: String, utf8Range: Range<Int>) {
        self.path = path
        self.utf8Range = utf8Range
    }
}

extension ScriptStatement {
    /// The statement with the query of its file, if it names one: `CREATE … VIEW … AS FILE '…'` becomes
    /// `CREATE … VIEW … AS SELECT …`. Each piece keeps its place in its own file.
    /// - Throws: ``OperationError`` when the file does not exist or contains no query; ``ScriptError``.
    func expanded(with files: DefinitionFiles, by reader: any ScriptReader) throws -> ScriptStatement {
        guard let reference = reader.definitionFile(in: self) else { return self }
        let source = slice.source
        let place = source.place(atUTF8: reference.utf8Range.lowerBound)
        let query = try Self.query(files.file(reference.path), at: place, by: reader)
        let before = source[slice.utf8Range.lowerBound..<reference.utf8Range.lowerBound]
        let after = source[reference.utf8Range.upperBound..<slice.utf8Range.upperBound]
        var composed = ComposedText()
        composed.append(before)
        composed.append(query)
        if let next = after.text.first, !next.isWhitespace { composed.append(own: " ") }
        if !after.utf8Range.isEmpty { composed.append(after) }
        return ScriptStatement(
            slice: composed.source(path: source.path).all, execution: execution, command: command)
    }

    /// The query in a file. An error without a place is reported at the statement that names the file.
    private static func query(
        _ file: DefinitionFile, at place: SourcePlace, by reader: any ScriptReader
    ) throws(OperationError) -> SourceSlice {
        do {
            return try ViewQuery.read(file).statement(of: "this view", by: reader)
        } catch {
            guard error.place == nil else { throw error }
            throw OperationError(error.message, at: place, advice: error.advice)
        }
    }
}
