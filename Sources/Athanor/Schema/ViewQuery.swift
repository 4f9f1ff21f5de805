/// The query of a view: written in the revision, or in a file of its own.
///
/// A directive's query in a file is read when `op` makes the directive; see ``DefinitionFiles``.
public enum ViewQuery: Sendable, Hashable {
    /// SQL in the revision, in the database's own dialect; a closing semicolon is fine.
    case sql(String)
    /// A file's path, as `views/daily_usage_v02.sql`; see ``DefinitionFiles`` for where it starts.
    case file(String)
    /// What a file held when the directive was made.
    case read(DefinitionFile)
    /// SQL at its place in an SQL revision.
    case written(SourceSlice)
}

/// A definition that stands in a file.
public struct DefinitionFile: Sendable, Hashable {
    /// Its path, as people open it.
    public let path: String
    /// Its text, or why there is none.
    public let text: Result<String, OperationError>

    /// A file that was read.
    public init(path: String, text: Result<String, OperationError>) {
        self.path = path
        self.text = text
    }
}

extension ViewQuery {
    /// The SQL, with the file's path for errors or, for SQL in the revision, what it is the query of.
    /// - Parameter object: what it is the query of: `materialized view daily_usage`.
    /// - Throws: ``OperationError`` when the file could not be read, or has not been.
    public func source(of object: String) throws(OperationError) -> SourceText {
        switch self {
        case .sql(let text):
            return SourceText(path: object, text: text)
        case .file(let path):
            throw OperationError(
                "\(path), the definition of \(object), has not been read",
                advice: "Make the directive with a method of op, which reads the file.")
        case .read(let file):
            return SourceText(path: file.path, text: try file.text.get())
        case .written(let slice):
            let composed: ComposedText = "\(slice)"
            return composed.source(path: object)
        }
    }

    /// The query alone: without a closing semicolon, and the comments before and after it.
    /// - Parameters:
    ///   - object: what it is the query of: `materialized view daily_usage`.
    ///   - reader: tells where a statement ends.
    /// - Throws: ``OperationError`` when there is not exactly one statement, or the file could not be read; ``ScriptError``
    ///   for quotes that are not closed and the like.
    public func statement(of object: String, by reader: any ScriptReader) throws -> SourceSlice {
        let source = try source(of: object)
        let statements = try reader.statements(in: source.all)
        guard let statement = statements.first else {
            throw OperationError(
                "the definition of \(object) is empty", at: source.place(atUTF8: source.text.utf8.count),
                advice: "Write its query: SELECT …")
        }
        if statements.count > 1 {
            throw OperationError(
                "the definition of \(object) is more than one statement", at: statements[1].slice.start,
                advice: "Write one query; other statements belong into the revision.")
        }
        if statement.command.hasPrefix("CREATE") {
            throw OperationError(
                "the definition of \(object) is a \(statement.command) statement, not a query",
                at: statement.slice.start,
                advice: "Write the query alone, what follows AS: the directive makes the rest.")
        }
        return statement.slice
    }
}

extension ViewQuery: ExpressibleByStringInterpolation {
    /// SQL in the revision.
    public init(stringLiteral value: String) { self = .sql(value) }
}
