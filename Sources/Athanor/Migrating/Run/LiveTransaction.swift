/// Takes the steps of a transaction on a connection. Statements whose results nobody needs yet are sent together with
/// the next ones.
struct LiveTransaction: StepInterpreter {
    let connection: any Connection
    let reporter: StepReporter
    let ownCode: OwnCodeMark
    /// Whether the transaction contains one piece of work, so that its duration is the transaction's.
    let hasOnePiece: Bool
    /// The statements that are not sent yet.
    private var batch: [SQLStatement] = []
    /// The start of the current piece of work.
    private var started = ContinuousClock.now

    init(connection: any Connection, reporter: StepReporter, ownCode: OwnCodeMark, hasOnePiece: Bool = true) {
        self.connection = connection
        self.reporter = reporter
        self.ownCode = ownCode
        self.hasOnePiece = hasOnePiece
    }

    var dialect: any Dialect { connection.module.dialect }
    var isInsideOperation: Bool { false }

    mutating func take(_ statements: [SQLStatement]) { batch += statements }

    mutating func take(_ step: ResolvedStep) async throws {
        try await flush()
        if step.runsOwnCode { ownCode.mark() }
        take(try await step.statements(connection, reporter))
    }

    mutating func take(_ rows: RowsToInsert) async throws {
        try await flush()
        try await connection.insert(rows)
    }

    mutating func take(_ backfill: Backfill) {
        // Not reached: a plan makes batches a segment of their own.
        take([backfill.whole(dialect)])
    }

    mutating func note(_ guards: [TransactionGuard]) async throws {
        if !guards.isEmpty { try await flush() }
        for watching in guards { try await watching.note(connection) }
    }

    mutating func check(_ guards: [TransactionGuard]) async throws {
        if !guards.isEmpty { try await flush() }
        for watching in guards { try await watching.check(connection) }
    }

    mutating func verify(_ checks: [TransactionCheck]) async throws {
        if !checks.isEmpty { try await flush() }
        for check in checks {
            if let violation = check.violation(try await connection.query(sql: check.statement)) {
                throw OperationError(violation, advice: "\(check.advice) The change was rolled back.")
            }
        }
    }

    /// Writes the entries, and verifies that the change of the version table found what it expected.
    mutating func record(_ entries: TransactionEntries) async throws {
        let elapsed: LogEntry.Elapsed
        // The database knows when the transaction began, but not when one of several pieces of work began.
        if hasOnePiece, let expression = dialect.millisecondsSinceBegin {
            elapsed = .inTransaction(after: entries.before, expression: expression)
        } else {
            try await flush()
            elapsed = .measured(entries.before + (ContinuousClock.now - started))
        }
        let moving = entries.move?.statements ?? []
        let noted = entries.marking + (entries.log.map { [$0(elapsed)] } ?? [])
        take(entries.restoring + moving + noted)
        let results = try await flush().dropLast(noted.count).suffix(moving.count)
        try entries.move?.check(Array(results))
    }

    /// Ends a piece of work, before the next one starts.
    mutating func finishPiece() async throws {
        try await flush()
        started = .now
    }

    /// Sends the waiting statements.
    @discardableResult
    mutating func flush() async throws -> [StatementResult] {
        guard !batch.isEmpty else { return [] }
        defer { batch = [] }
        return try await connection.run(batch)
    }
}
