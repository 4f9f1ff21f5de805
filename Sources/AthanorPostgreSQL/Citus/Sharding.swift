internal import Athanor

/// Whether a server may keep rows of its tables on other servers.
enum Sharding: Sendable {
    /// The server keeps all rows itself.
    case none
    /// The library of Citus is loaded. The extension may still be missing in a database, or a revision may create it,
    /// so the statements check for it themselves.
    case citus

    /// A column for a query at the start of a session: whether the library of Citus is loaded.
    static let column = "pg_catalog.current_setting('citus.multi_shard_modify_mode', true) IS NOT NULL AS has_citus"

    /// Statements to run first in a transaction, before its work.
    ///
    /// Nothing may run before SET TRANSACTION: if the work has that statement, ``following(_:)`` adds these after it.
    func opening(of work: [LoweredStep]) -> [SQLStatement] {
        switch self {
        case .none: []
        case .citus:
            work.flatMap(\.parts).contains(where: Self.setsTransaction)
                ? [] : [CitusSettings.opening(inOrder: Self.mayChangeDefinitions(work))]
        }
    }

    /// Steps to run right after a statement of a revision.
    func following(_ statement: LoweredStatement) -> [LoweredStep] {
        guard self == .citus, statement.execution == .inTransaction else { return [] }
        if Self.setsTransaction(.statement(statement)) { return [step(CitusSettings.opening(inOrder: true))] }
        return setsTimeouts(statement) ? followingTimeouts : []
    }

    /// Steps to run after statements that set timeouts of the session.
    var followingTimeouts: [LoweredStep] { self == .citus ? [step(CitusSettings.passingTimeouts)] : [] }

    /// Statements to run between two revisions that share a transaction, after the settings of the first were restored.
    func continuing(_ work: [LoweredStep]) -> [SQLStatement] {
        self == .citus ? [CitusSettings.opening(inOrder: Self.mayChangeDefinitions(work))] : []
    }

    private func step(_ statement: SQLStatement) -> LoweredStep {
        .statement(LoweredStatement(statement, command: "SET"))
    }

    /// Whether a statement sets or resets a timeout for the session. `SET LOCAL` does not count: Citus itself passes it
    /// on.
    private func setsTimeouts(_ statement: LoweredStatement) -> Bool {
        let words = statement.statement.text.uppercased().split { !$0.isLetter && $0 != "_" }
        guard words.first == "SET" || words.first == "RESET", words.dropFirst().first != "LOCAL" else { return false }
        return words.contains { $0 == "LOCK_TIMEOUT" || $0 == "STATEMENT_TIMEOUT" }
    }

    private static func setsTransaction(_ step: LoweredStep) -> Bool {
        guard case .statement(let lowered) = step.content, lowered.command.hasPrefix("SET") else { return false }
        let words = lowered.statement.text.uppercased().split(maxSplits: 4, whereSeparator: \.isWhitespace)
        return words.first == "SET" && words.dropFirst().first == "TRANSACTION"
    }

    /// Commands that change rows but no definition. SELECT is not one of them: a query may call a function that changes
    /// definitions, as those of Citus do.
    private static let rowCommands: Set<Substring> = [
        "ANALYZE", "COPY", "DELETE", "INSERT", "LOCK", "MERGE", "REFRESH", "RESET", "SET", "TRUNCATE", "UPDATE",
    ]

    private static func mayChangeDefinitions(_ work: [LoweredStep]) -> Bool {
        work.flatMap(\.parts).contains { step in
            switch step.content {
            case .statement(let lowered): !rowCommands.contains(lowered.command.prefix { $0 != " " })
            case .resolvedWhenRun: true
            case .rows, .batches, .ownTransaction: false
            }
        }
    }
}
