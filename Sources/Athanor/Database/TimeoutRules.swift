/// How timeouts are set. Pure; the defaults are for a database without timeouts.
package protocol TimeoutRules: Sendable {
    /// Returns the steps that set timeouts of the session until they are set again. Nothing if the database has no
    /// timeouts.
    func setting(_ timeouts: TimeoutChange) -> [LoweredStep]

    /// Returns the steps before and after steps that run under other timeouts. Those after them restore the previous
    /// timeouts. Nothing if the database has no timeouts.
    func steps(around timeouts: TimeoutChange) -> (before: [LoweredStep], after: [LoweredStep])

    /// Returns the statements to run before and after a non-transactional statement that has its own lock timeout
    /// (``Timeouts/indexLock``); `nil` for a statement without its own.
    /// - Parameters:
    ///   - statement: the statement.
    ///   - work: the steps of the revision before it.
    ///   - timeouts: the timeouts of the run. Timeouts that the revision has set itself are kept.
    func patience(
        for statement: LoweredStatement, after work: [LoweredStep], _ timeouts: Timeouts
    ) -> (before: SQLStatement, after: SQLStatement)?
}

extension TimeoutRules {
    /// Returns nothing: the database has no timeouts.
    package func setting(_ timeouts: TimeoutChange) -> [LoweredStep] { [] }

    /// Returns nothing: the database has no timeouts.
    package func steps(around timeouts: TimeoutChange) -> (before: [LoweredStep], after: [LoweredStep]) { ([], []) }

    /// Returns `nil`: no statement has its own lock timeout.
    package func patience(
        for statement: LoweredStatement, after work: [LoweredStep], _ timeouts: Timeouts
    ) -> (before: SQLStatement, after: SQLStatement)? { nil }
}
