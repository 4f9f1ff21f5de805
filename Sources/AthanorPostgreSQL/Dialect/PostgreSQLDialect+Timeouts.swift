package import Athanor

extension PostgreSQLDialect {
    /// `SET` statements such as `SET lock_timeout = '30s'`.
    package func setting(_ timeouts: TimeoutChange) -> [LoweredStep] {
        settings(of: timeouts).map { name, value in
            .statement(LoweredStatement(SQLStatement("SET \(name) = \(value)"), command: "SET"))
        } + sharding.followingTimeouts
    }

    /// A statement that sets timeouts, and one that restores the previous ones.
    package func steps(around timeouts: TimeoutChange) -> (before: [LoweredStep], after: [LoweredStep]) {
        let settings = settings(of: timeouts)
        func steps(_ statement: SQLStatement) -> [LoweredStep] {
            [.statement(LoweredStatement(statement, command: "SET"))] + sharding.followingTimeouts
        }
        return (steps(TimeoutStack.pushing(settings)), steps(TimeoutStack.popping(settings.map(\.name))))
    }

    /// The lock timeout for non-transactional `CONCURRENTLY` statements: PostgreSQL waits for every transaction that
    /// may still use the index or partition. A `lock_timeout` that the revision or an operation has set is kept.
    package func patience(
        for statement: LoweredStatement, after work: [LoweredStep], _ timeouts: Timeouts
    ) -> (before: SQLStatement, after: SQLStatement)? {
        let words = statement.statement.text.uppercased().split { !$0.isLetter }
        guard statement.execution == .alone, !mayEndTransactions(statement), words.contains("CONCURRENTLY") else {
            return nil
        }
        // The value alone does not show it: the revision may have set the same value as the run.
        let isOwn = settings(in: work).contains { setting in
            let words = setting.text.uppercased().split { !$0.isLetter && $0 != "_" }
            return words.first == "SET" && words.contains("LOCK_TIMEOUT")
        }
        let value =
            isOwn
            ? "pg_catalog.current_setting('lock_timeout')"
            : """
            (SELECT CASE WHEN \(SessionTimeouts.isAsSet(timeouts.lock)) AND \(TimeoutStack.isEmpty(of: "lock_timeout"))
                         THEN '\(SessionTimeouts.milliseconds(timeouts.indexLock))' ELSE s.setting END
             FROM pg_catalog.pg_settings AS s WHERE s.name = 'lock_timeout')
            """
        return (TimeoutStack.pushing([("lock_timeout", value)]), TimeoutStack.popping(["lock_timeout"]))
    }

    private func settings(of timeouts: TimeoutChange) -> [(name: String, value: String)] {
        [("lock_timeout", timeouts.lock), ("statement_timeout", timeouts.statement)].compactMap { name, limit in
            limit.map { (name, quoteText($0 == .unlimited ? "0" : "\($0)")) }
        }
    }
}
