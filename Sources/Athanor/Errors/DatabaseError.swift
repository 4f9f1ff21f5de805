/// What a database said when it refused.
public struct DatabaseError: Error, Sendable, Hashable {
    /// What kind of refusal it is, as far as the core treats kinds differently.
    public enum Kind: Sendable, Hashable {
        /// The database could not be reached.
        case unreachable
        /// The name or password was not accepted.
        case authentication
        /// There is no such database, or no such file.
        case noSuchDatabase
        /// The session ended; whether the last statement took effect may be unknown.
        case connectionLost
        /// The statement was cancelled.
        case cancelled
        /// A lock was not to be had in time, or another transaction was in the way: the same may do at another time.
        case lockNotAvailable
        /// The database, file or transaction is read-only.
        case readOnly
        /// The right is missing.
        case notAllowed
        /// The database's system has no room, memory or the like left, or could not read or write its files.
        case outOfResources
        /// The statement cannot run inside a transaction.
        case refusesTransaction
        /// Everything else: the statement is at fault.
        case statement
    }

    /// What kind of refusal it is.
    public var kind: Kind
    /// The database's own code: an SQLSTATE, or SQLite's name for its extended result code. Empty when it gave none.
    public var code: String
    /// The message, without the word "error" before it.
    public var message: String
    /// More on what happened, where the database says more.
    public var detail: String?
    /// What the database suggests.
    public var hint: String?
    /// Where in the statement's text, in Unicode scalars counted from 1.
    public var position: Int?
    /// Where inside functions and the like it happened.
    public var context: String?
    /// The statement at fault.
    public var statement: Statement?
    /// The sessions that were in the way, where a lock was not to be had and they were seen.
    public var blockers: [BlockingSession] = []
    /// The settings by which the database waits longer for a lock.
    public var lockSettings = ["lock_timeout", "index_lock_timeout"]
    /// What Athanor suggests, for errors whose remedy lies outside SQL.
    public var advice: String?
    /// The place of the failing statement among those given to ``Connection/run(_:)``, counted from 0; `nil` for a statement
    /// that was run by itself.
    public var indexInBatch: Int?

    /// Whether a statement of Athanor's own raised it, in words of Athanor's own: then statement and code say nothing to people.
    public var isOwn = false

    /// An error as a database room makes it.
    public init(
        kind: Kind, code: String = "", message: String, detail: String? = nil, hint: String? = nil,
        position: Int? = nil, context: String? = nil, statement: Statement? = nil, advice: String? = nil
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
    package func inBatch(at index: Int) -> DatabaseError {
        var error = self
        error.indexInBatch = index
        return error
    }
}

extension DatabaseError: ExplainedError {
    /// The error with the place in the source file, where the statement came from one.
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

    /// Functions that call each other have a context of a thousand lines; the first are where it happened.
    private static func beginning(of context: String) -> String {
        let lines = context.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > mostLines else { return context }
        return lines.prefix(mostLines).joined(separator: "\n") + "\n… (\(lines.count - mostLines) more lines)"
    }

    private static let mostLines = 12
}
