/// Runs a non-transactional statement with the lock timeout that the database has for its kind.
struct PatientStatement: Sendable {
    let session: MigrationSession
    let lowered: LoweredStatement

    private var connection: any Connection { session.connection }

    private var environment: (before: Statement, after: Statement)? {
        connection.database.dialect.patience(for: lowered, session.options.timeouts)
    }

    /// Whether the statement has its own, longer lock timeout.
    var hasPatienceOfItsOwn: Bool { environment != nil }

    /// Runs the statement.
    /// - Throws: ``DatabaseError``; `CancellationError`.
    func run() async throws {
        guard let environment else { return try await watched() }
        try await connection.query(environment.before)
        do {
            try await watched()
        } catch {
            await end(environment.after)
            throw error
        }
        await end(environment.after)
    }

    private func watched() async throws {
        try await session.patience.watch.watching { _ = try await connection.query(lowered.statement) }
    }

    /// Runs the statement that restores the setting. If the session cannot run it, the setting ends with the session.
    private func end(_ after: Statement) async {
        await Cleanup.run { _ = try? await connection.query(after) }
    }
}
