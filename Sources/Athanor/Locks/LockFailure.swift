/// Helpers for errors about locks.
enum LockFailure {
    /// The reason for not retrying work.
    enum End {
        /// The maximum number of attempts is reached.
        case attempts(Int)
        /// The maximum time is reached.
        case time(Duration)
        /// The work had run code of the revision's own, which may do anything and must not run twice.
        case ranOwnCode
        /// The statement is non-transactional, and had its own lock timeout or has left something behind.
        case ranAlone
    }

    /// Returns the database error about a lock, of a statement or of the commit; `nil` for other errors.
    static func databaseError(in error: any Error) -> DatabaseFailure? {
        let cause = (error as? NonTransactionalStatementFailure)?.cause ?? CommitFailure.rootCause(of: error)
        guard let cause = cause as? DatabaseFailure, cause.kind == .lockNotAvailable else { return nil }
        return cause
    }

    /// Returns a changed copy of an error about a lock; other errors unchanged.
    static func mapping(_ error: any Error, _ change: (inout DatabaseFailure) -> Void) -> any Error {
        guard var cause = databaseError(in: error) else { return error }
        change(&cause)
        if error is CommitFailure { return CommitFailure(cause: cause) }
        guard let failure = error as? NonTransactionalStatementFailure else { return cause }
        return NonTransactionalStatementFailure(cause: cause, statement: failure.statement, isUndone: failure.isUndone)
    }
}

extension DatabaseFailure {
    /// Adds the reason for not retrying, and advice.
    mutating func explain(_ end: LockFailure.End) {
        var advice = ""
        switch end {
        case .attempts(1), .ranAlone: break
        case .time(let waited): message += "; waited \(waited.milliseconds / 1000) s for it"
        case .attempts(let count): message += " (at each of \(count) attempts)"
        case .ranOwnCode: advice = "It was not retried, because code of the revision's own had run (op.run). "
        }
        let endings = blockers.compactMap(\.ending)
        let settings = lockSettings.map { "`\($0)`" }.joined(separator: ", ")
        // The database module's advice about this lock is more precise than the rest.
        let isLimitedByTime = if case .time = end { true } else { false }
        let reason = lockSettings.isEmpty ? self.advice.map { $0 + " " } ?? "" : ""
        self.advice =
            advice + reason
            + "Run it again at a quieter time, "
            + (settings.isEmpty ? "or let it" : "let it wait longer (\(settings)) or")
            + (isLimitedByTime ? " wait longer (`lock_wait`)" : " try more often (`lock_attempts`)")
            + (endings.isEmpty ? "." : ", or end the blocking sessions: \(endings.joined(separator: "; ")).")
    }
}
