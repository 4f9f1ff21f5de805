/// Splits a script into statements and says how each must be executed. Pure.
public protocol ScriptReader: Sendable {
    /// The statements of a script, in order.
    ///
    /// Refused, each with its place and what to do instead: statements that begin or end transactions, commands of the
    /// database's interactive client, and data that follows `COPY … FROM stdin`.
    /// - Parameter script: a section of a revision file, or SQL given to `op.execute`.
    /// - Throws: ``ScriptError``.
    func statements(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement]

    /// The statements of a script whose placeholders `$1`, `$2` … will get values.
    /// - Throws: ``ScriptError``.
    func statementsWithPlaceholders(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement]

    /// The file that a statement which creates a view takes its query from: `CREATE … VIEW … AS FILE 'path' …`, a form of
    /// Athanor's own. `nil` for every other statement.
    func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference?

    /// The tokens of a statement as the database's own lexer tells them apart, without comments and white space: the same
    /// for two texts that the database cannot tell from each other. Of letters, the case is left out where it says nothing.
    func tokens(of statement: ScriptStatement) -> [String]

    /// What a statement says of views, as far as that can be known without running it; nothing for most statements. The query
    /// of a definition file has taken its place.
    func viewStatements(in statement: ScriptStatement) -> [ViewStatement]
}

extension ScriptReader {
    /// As of any script.
    public func statementsWithPlaceholders(in script: SourceSlice) throws(ScriptError) -> [ScriptStatement] {
        try statements(in: script)
    }

    /// None says anything.
    public func viewStatements(in statement: ScriptStatement) -> [ViewStatement] { [] }

    /// No statement has one.
    public func definitionFile(in statement: ScriptStatement) -> DefinitionFileReference? { nil }
}

/// One statement of a script.
public struct ScriptStatement: Sendable, Hashable {
    /// Its text, without the closing semicolon and the white space and comments around it.
    public let slice: SourceSlice
    /// How it must be executed.
    public let execution: StatementExecution
    /// Its leading keywords in capitals, as `CREATE MATERIALIZED VIEW`.
    public let command: String
    /// How fresh a view is to be kept, where it is no statement of the database's but an operation in a comment.
    public let freshness: ScriptedFreshness?

    /// A statement as a script reader makes it.
    public init(slice: SourceSlice, execution: StatementExecution, command: String) {
        self.slice = slice
        self.execution = execution
        self.command = command
        freshness = nil
    }

    /// An operation in a comment.
    init(slice: SourceSlice, _ freshness: ScriptedFreshness) {
        self.slice = slice
        self.freshness = freshness
        execution = .inTransaction
        command = ScriptedFreshness.command
    }
}

/// How a statement must be executed.
public enum StatementExecution: Sendable, Hashable {
    /// In the transaction of its revision.
    case inTransaction
    /// On its own: the database refuses it in a transaction, or the revision asked for that.
    case alone
}

/// A script cannot be used as a revision.
public struct ScriptError: Error, Sendable, Hashable, ExplainedError {
    /// What is wrong.
    public let message: String
    /// Where it is.
    public let place: SourcePlace
    /// What to do about it.
    public let advice: String

    /// An error as a script reader makes it.
    public init(_ message: String, at place: SourcePlace, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }

    /// The error with its place.
    public var explanation: Explanation {
        var explanation = Explanation(message)
        explanation.place = place
        explanation.advice = advice
        return explanation
    }
}
