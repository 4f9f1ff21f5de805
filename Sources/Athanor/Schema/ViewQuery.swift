/// The query of a view: written in the revision, or in a file of its own.
///
/// An operation's query in a file is read when `op` makes the operation; see ``DefinitionFiles``.
public enum ViewQuery: Sendable, Hashable {
    /// SQL in the revision, in the database's own dialect; a closing semicolon is fine.
    case sql(String)
    /// A file's path, as `views/daily_usage_v02.sql`; see ``DefinitionFiles`` for where it starts.
    case file(String)
    /// What a file held when the operation was made.
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
                advice: "Make the operation with a method of op, which reads the file.")
        case .read(let file):
            return SourceText(path: file.path, text: try file.text.get())
        case .written(let slice):
            var composed = ComposedText()
            composed.append(slice)
            return composed.source(path: object)
        }
    }

    /// The query as it stands in its source: without closing semicolons and the comments around it, so that other words
    /// can follow on a line of their own.
    /// - Parameters:
    ///   - object: what it is the query of: `materialized view daily_usage`.
    ///   - reader: tells where a statement ends.
    /// - Throws: ``OperationError`` when its file could not be read, or when it is no query or more than one.
    public func statement(of object: String, by reader: any ScriptReader) throws(OperationError) -> SourceSlice {
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
                "the query of \(object) goes on after its end: here begins a second statement",
                at: statements[1].slice.start,
                advice: "Leave the query alone there, and put what else is to run into an operation of its own.")
        }
        if statement.command.hasPrefix("CREATE") {
            throw OperationError(
                "the query of \(object) is a statement that begins with CREATE", at: statement.slice.start,
                advice: "Write the query alone, what follows AS: the operation makes the rest.")
        }
        return statement.slice
    }
}

extension ViewQuery: ExpressibleByStringInterpolation {
    /// SQL in the revision.
    public init(stringLiteral value: String) { self = .sql(value) }
}
