/// Where a statement names the file that its query stands in: `FILE 'views/daily_usage_v02.sql'`.
public struct DefinitionFileReference: Sendable, Hashable {
    /// The path, without quotes.
    public let path: String
    /// The words in the statement's source text that the query takes the place of, in UTF-8 offsets.
    public let utf8Range: Range<Int>

    /// A reference as a script reader finds it.
    public init(path: String, utf8Range: Range<Int>) {
        self.path = path
        self.utf8Range = utf8Range
    }
}

extension ScriptStatement {
    /// The statement with the query of its file, where it names one: `CREATE … VIEW … AS FILE '…'` becomes
    /// `CREATE … VIEW … AS SELECT …`, each part of it at its place in its own file.
    /// - Throws: ``OperationError`` when there is no such file, or no query in it; ``ScriptError``.
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

    /// The query in a file. What has no place of its own is told at the statement that names the file.
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
