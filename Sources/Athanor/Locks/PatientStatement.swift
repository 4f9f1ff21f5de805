/// Runs a non-transactional statement with the lock timeout that the database has for its kind.
struct PatientStatement: Sendable {
    let session: MigrationSession
    let lowered: LoweredStatement
    /// The steps of the revision before the statement.
    let work: [LoweredStep]

    private var connection: any Connection { session.connection }

    private var environment: (before: SQLStatement, after: SQLStatement)? {
        connection.module.dialect.patience(for: lowered, after: work, session.options.timeouts)
    }

    /// Whether the statement has its own, longer lock timeout.
    var hasPatienceOfItsOwn: Bool { environment != nil }

    /// Runs the statement.
    /// - Parameter attempt: the number of the attempt.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    func run(attempt: Int = 1) async throws {
        guard let environment else { return try await watched(attempt) }
        try await connection.query(sql: environment.before)
        do {
            try await watched(attempt)
        } catch {
            await end(environment.after)
            throw error
        }
        await end(environment.after)
    }

    private func watched(_ attempt: Int) async throws {
        try await session.patience.watch.watching(attempt: attempt) {
            _ = try await connection.query(sql: lowered.statement)
        }
    }

    /// Runs the statement that restores the setting. If the session cannot run it, the setting ends with the session.
    private func end(_ after: SQLStatement) async {
        await Cleanup.run { _ = try? await connection.query(sql: after) }
    }
}
