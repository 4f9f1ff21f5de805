/// Work failed because a lock was not to be had.
enum LockFailure {
    /// Why work is not tried again.
    enum End {
        /// It has been tried so often.
        case attempts(Int)
        /// It has been tried for so long.
        case time(Duration)
        /// It had run code of the revision's own, which may do anything and must not do it twice.
        case ranOwnCode
        /// It ran outside transactions, and had a long patience of its own or has left something behind.
        case ranAlone
    }

    /// What the database said about a lock, of a statement or of the commit; `nil` for an error about something else.
    static func databaseError(in error: any Error) -> DatabaseError? {
        let cause = (error as? NonTransactionalStatementFailure)?.cause ?? CommitFailure.rootCause(of: error)
        guard let cause = cause as? DatabaseError, cause.kind == .lockNotAvailable else { return nil }
        return cause
    }

    /// The error with more in it, where it is about a lock; every other as it is.
    static func mapping(_ error: any Error, _ change: (inout DatabaseError) -> Void) -> any Error {
        guard var cause = databaseError(in: error) else { return error }
        change(&cause)
        if error is CommitFailure { return CommitFailure(cause: cause) }
        guard let failure = error as? NonTransactionalStatementFailure else { return cause }
        return NonTransactionalStatementFailure(cause: cause, statement: failure.statement, isUndone: failure.isUndone)
    }
}

extension DatabaseError {
    /// Says that a lock was waited for in vain, and what to do.
    mutating func explain(_ end: LockFailure.End) {
        var advice = ""
        switch end {
        case .attempts(1), .ranAlone: break
        case .time(let waited): message += "; waited \(waited.milliseconds / 1000) s for it"
        case .attempts(let count): message += " (at each of \(count) attempts)"
        case .ranOwnCode: advice = "It was not tried again, because code of the revision's own had run (op.run). "
        }
        let endings = blockers.compactMap(\.ending)
        let settings = lockSettings.map { "`\($0)`" }.joined(separator: ", ")
        // What the database room says of this lock says more than the rest would.
        let isLimitedByTime = if case .time = end { true } else { false }
        let reason = lockSettings.isEmpty ? self.advice.map { $0 + " " } ?? "" : ""
        self.advice =
            advice + reason
            + "Run it again at a quieter time, "
            + (settings.isEmpty ? "or let it" : "let it wait longer (\(settings)) or")
            + (isLimitedByTime ? " wait longer (`lock_wait`)" : " try more often (`lock_attempts`)")
            + (endings.isEmpty ? "." : ", or end what is in the way: \(endings.joined(separator: "; ")).")
    }
}
