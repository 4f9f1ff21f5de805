/// How work is divided into transactions, and what it changes in the session. Pure.
package protocol TransactionRules: Sendable {
    /// Returns the statements around the transaction of some work.
    /// - Parameter work: what the transaction will hold, and the rest of its revision.
    func transaction(for work: TransactionWork) -> TransactionScope

    /// An SQL expression for the whole milliseconds since the transaction began, if the database knows. With it, the
    /// log entry of a revision is sent together with its work.
    var millisecondsSinceBegin: String? { get }

    /// Returns whether a statement may end its own transaction, as code on the server may.
    func mayEndTransactions(_ statement: LoweredStatement) -> Bool

    /// Returns how to recover from a non-transactional statement whose outcome was not recorded.
    func recovery(of statement: LoweredStatement) -> NonTransactionalStatementRecovery

    /// The query for the session's transaction counter, including transactions that the server starts itself; `nil` if
    /// the database has none. With it Athanor finds out whether a failed statement had committed something before.
    var transactionNumber: SQLStatement? { get }

    /// Returns whether a step only changes settings of the session or the transaction.
    func onlyChangesSettings(_ step: LoweredStep) -> Bool

    /// Returns a statement that checks the effect of a statement: it warns if an existing object of that name made the
    /// statement do nothing although the object is unusable, and fails if code of others left something in the session.
    /// `nil` for a statement that can do neither.
    func warning(after statement: LoweredStatement) -> SQLStatement?

    /// Returns why a statement cannot be part of a script, if its text shows that; `nil` if it can.
    func refusalInScript(of statement: LoweredStatement) -> OperationError?

    /// Returns the setting that a step makes, used to read the catalog as a later step of the revision would see it;
    /// `nil` for a step that makes no setting, or none that helps.
    func heldSetting(by step: LoweredStep) -> HeldSetting?

    /// Returns statements that restore the rights that the session began with for the rest of the transaction, even if
    /// a revision has changed the role. Athanor writes its metadata tables with these rights. Empty if the work cannot
    /// have changed the role.
    /// - Parameter work: the whole revision.
    func takingOwnRights(after work: [LoweredStep]) -> [SQLStatement]

    /// Returns the statements of some work that change session settings. A new session needs them to continue after the
    /// work.
    func settings(in work: [LoweredStep]) -> [SQLStatement]

    /// Returns statements that restore the session settings that a revision may have changed: search path, role,
    /// timeouts …
    ///
    /// Run inside the revision's last transaction, after its work and before Athanor's own entries, so that a setting
    /// lasts until the end of the revision and no longer. After a failure, run again outside the transaction.
    /// - Parameter work: the whole revision.
    func restoringSettings(after work: [LoweredStep]) -> [SQLStatement]

    /// Returns steps that drop the temporary objects that a revision leaves in the session: the next revision of the
    /// run would find them in place of permanent ones. Run inside the revision's last transaction, after its work.
    /// - Parameter work: the whole revision.
    func clearing(after work: [LoweredStep]) -> [LoweredStep]

    /// Returns steps that undo changes of the session that a transaction cannot undo, such as attached databases. Run
    /// outside any transaction after the revision's last one, whether it was committed or not.
    /// - Parameter work: the whole revision.
    func settling(after work: [LoweredStep]) -> [LoweredStep]
}

extension TransactionRules {
    /// Returns the statements around the transaction of work that is not part of a revision.
    /// - Parameter steps: everything that the transaction will hold, as far as known in advance.
    package func transaction(for steps: [LoweredStep]) -> TransactionScope { transaction(for: TransactionWork(steps)) }

    /// `nil`: the database does not know.
    package var millisecondsSinceBegin: String? { nil }

    /// Returns `false`: no statement may.
    package func mayEndTransactions(_ statement: LoweredStatement) -> Bool { false }

    /// `nil`: sessions have no counter.
    package var transactionNumber: SQLStatement? { nil }

    /// Returns `false`: no step does.
    package func onlyChangesSettings(_ step: LoweredStep) -> Bool { false }

    /// Returns `nil`: no statement skips anything.
    package func warning(after statement: LoweredStatement) -> SQLStatement? { nil }

    /// Returns `nil`: every statement can be part of a script.
    package func refusalInScript(of statement: LoweredStatement) -> OperationError? { nil }

    /// Returns `nil`: no step makes one.
    package func heldSetting(by step: LoweredStep) -> HeldSetting? { nil }

    /// Returns nothing, for databases without roles.
    package func takingOwnRights(after work: [LoweredStep]) -> [SQLStatement] { [] }

    /// Returns nothing.
    package func clearing(after work: [LoweredStep]) -> [LoweredStep] { [] }

    /// Returns nothing.
    package func settling(after work: [LoweredStep]) -> [LoweredStep] { [] }
}
