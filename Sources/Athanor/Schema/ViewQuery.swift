/// The query of a view: written in the revision, or in a separate file.
///
/// `op` reads a query file when it creates the operation; see ``DefinitionFiles``.
public enum ViewQuery: Sendable, Hashable {
    /// SQL in the revision, in the database's own dialect; a closing semicolon is allowed.
    case sql(String)
    /// A file's path, such as `views/daily_usage_v02.sql`; see ``DefinitionFiles`` for where it starts.
    case file(String)
    /// The content of a file when the operation was created.
    case read(DefinitionFile)
    /// SQL at its place in an SQL revision.
    case written(SourceSlice)
}

/// A definition in a file.
public struct DefinitionFile: Sendable, Hashable {
    /// Its path, as shown in messages.
    public let path: String
    /// Its text, or the error of reading it.
    public let text: Result<String, OperationError>

    /// A file that was read.
    public init(path: String, text: Result<String, OperationError>) {
        self.path = path
        self.text = text
    }
}

extension ViewQuery {
    /// The SQL. For errors, its path is the file's path, or for SQL in the revision, the object that it defines.
    /// - Parameter object: the object that the query defines: `materialized view daily_usage`.
    /// - Throws: ``OperationError`` when the file could not be read, or was not read.
    package func source(of object: String) throws(OperationError) -> SourceText {
        switch self {
        case .sql(let text):
            return SourceText(path: object, text: text)
        case .file(let path):
            throw OperationError(
                "\(path), the definition of \(object), has not been read",
                advice: "Create the operation with a method of op, which reads the file.")
        case .read(let file):
            return SourceText(path: file.path, text: try file.text.get())
        case .written(let slice):
            var composed = ComposedText()
            composed.append(slice)
            return composed.source(path: object)
        }
    }

    /// The query as written in its source, without closing semicolons and surrounding comments, so that other SQL can
    /// follow on the next line.
    /// - Parameters:
    ///   - object: the object that the query defines: `materialized view daily_usage`.
    ///   - reader: finds the ends of statements.
    /// - Throws: ``OperationError`` when its file could not be read, or when it is not exactly one query.
    package func statement(of object: String, by reader: any ScriptReader) throws(OperationError) -> SourceSlice {
        let source = try source(of: object)
        let statements: [ScriptStatement]
        do throws(ScriptError) {
            statements = try reader.statements(in: source.all)
        } catch {
            throw OperationError(error.message, at: error.place, advice: error.advice)
        }
        guard let statement = statements.first else {
            throw OperationError(
                "the query of \(object) is empty", at: source.all.start, advice: "Write a SELECT statement.")
        }
        if statements.count > 1 {
            throw OperationError(
                "the query of \(object) contains a second statement, which begins here",
                at: statements[1].slice.start,
                advice: "Write only the query there, and put other statements into a separate operation.")
        }
        if statement.command.hasPrefix("CREATE") {
            throw OperationError(
                "the query of \(object) is a statement that begins with CREATE", at: statement.slice.start,
                advice: "Write only the query, which follows AS: the operation adds the rest.")
        }
        return statement.slice
    }
}

extension ViewQuery: ExpressibleByStringInterpolation {
    /// SQL in the revision.
    public init(stringLiteral value: String) { self = .sql(value) }
}
