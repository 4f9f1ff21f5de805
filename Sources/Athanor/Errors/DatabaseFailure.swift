/// An error that a database reported.
public struct DatabaseFailure: Error, Sendable, Hashable {
    /// The kind of error, as far as the core handles kinds differently.
    public enum Kind: Sendable, Hashable {
        /// The database could not be reached.
        case unreachable
        /// The name or password was not accepted.
        case authentication
        /// There is no such database, or no such file.
        case noSuchDatabase
        /// The session ended. The outcome of the last statement may be unknown.
        case connectionLost
        /// The statement was cancelled.
        case cancelled
        /// A lock was not available in time, or another transaction was in conflict. A retry may succeed.
        case lockNotAvailable
        /// The database, file or transaction is read-only.
        case readOnly
        /// A privilege is missing.
        case notAllowed
        /// The database system is out of disk space, memory or another resource, or the database could not read or
        /// write its files.
        case outOfResources
        /// The statement cannot run inside a transaction.
        case refusesTransaction
        /// Every other error: caused by the statement.
        case statement
    }

    /// The kind of error.
    public var kind: Kind
    /// The database's own code: an SQLSTATE, or SQLite's name for its extended result code. Empty if there is none.
    public var code: String
    /// The message, without the prefix "error".
    public var message: String
    /// More details from the database.
    public var detail: String?
    /// A suggestion from the database.
    public var hint: String?
    /// The position in the statement's text, in Unicode scalars counted from 1.
    public var position: Int?
    /// The place inside functions and other code on the server.
    public var context: String?
    /// The statement that failed.
    public var statement: SQLStatement?
    /// The sessions that held the lock, if a lock was not available and they were seen.
    public var blockers: [BlockingSession] = []
    /// The settings that make the database wait longer for a lock.
    package var lockSettings = ["lock_timeout", "index_lock_timeout"]
    /// Athanor's advice, for errors that are not fixed in SQL.
    public var advice: String?
    /// The place of the failing statement among those given to ``Connection/run(_:)``, counted from 0; `nil` for a statement
    /// that was run by itself.
    package var indexInBatch: Int?

    /// Whether one of Athanor's own statements raised it with a message of its own. Then the statement and the code do
    /// not help a reader.
    package var isOwn = false

    /// Creates an error, as a database module does.
    package init(
        kind: Kind, code: String = "", message: String, detail: String? = nil, hint: String? = nil,
        position: Int? = nil, context: String? = nil, statement: SQLStatement? = nil, advice: String? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.detail = detail
        self.hint = hint
        self.position = position
        self.context = context
        self.statement = statement
        self.advice = advice
    }

    /// The same error of a statement that was part of a batch.
    package func inBatch(at index: Int) -> DatabaseFailure {
        var error = self
        error.indexInBatch = index
        return error
    }
}

extension DatabaseFailure: ExplainedError {
    /// The error, with the place in the source file if the statement came from one.
    public var explanation: Explanation {
        var explanation = Explanation(message)
        if let place = statement?.place(atPosition: position) {
            explanation.place = place
        } else if let statement, kind == .statement {
            explanation.notes.append(.init(label: "STATEMENT", text: statement.excerpt))
        }
        if let detail { explanation.notes.append(.init(label: "DETAIL", text: detail)) }
        if let hint { explanation.notes.append(.init(label: "HINT", text: hint)) }
        if let context { explanation.notes.append(.init(label: "CONTEXT", text: Self.beginning(of: context))) }
        if !blockers.isEmpty {
            let lines = blockers.map(\.description).joined(separator: "\n")
            explanation.notes.append(.init(label: "BLOCKED BY", text: lines))
        }
        if !code.isEmpty, !isOwn { explanation.notes.append(.init(label: "CODE", text: code)) }
        explanation.advice = advice
        return explanation
    }

    /// Returns the first lines of a context. Nested functions have contexts of a thousand lines; the first lines show
    /// where the error happened.
    private static func beginning(of context: String) -> String {
        let lines = context.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > mostLines else { return context }
        return lines.prefix(mostLines).joined(separator: "\n") + "\n… (\(lines.count - mostLines) more lines)"
    }

    private static let mostLines = 12
}
