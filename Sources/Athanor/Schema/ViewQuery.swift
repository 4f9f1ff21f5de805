/// The query of a view: written in the revision, or in a file of its own.
///
/// A directive's query in a file is read when `op` makes the directive; see ``DefinitionFiles``.
public enum ViewQuery: Sendable, Hashable {
    /// SQL in the revision, in the database's own dialect; a closing semicolon is fine.
    case sql(String)
    /// A file's path from the project's folder, as `views/daily_usage_v02.sql`.
    case file(String)
    /// What a file held when the directive was made.
    case read(DefinitionFile)
}

/// A definition that stands in a file.
public struct DefinitionFile: Sendable, Hashable {
    /// Its path from the project's folder.
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
        }
    }
}

extension ViewQuery: ExpressibleByStringInterpolation {
    /// SQL in the revision.
    public init(stringLiteral value: String) { self = .sql(value) }
}
