/// Runs a statement outside transactions, with the patience with locks that the database gives its kind.
struct PatientStatement: Sendable {
    let session: MigrationSession
    let lowered: LoweredStatement

    private var connection: any Connection { session.connection }

    private var environment: (before: Statement, after: Statement)? {
        connection.database.dialect.patience(for: lowered, session.options.timeouts)
    }

    /// Whether it waits for locks longer than others.
    var hasPatienceOfItsOwn: Bool { environment != nil }

    /// Runs it.
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

    /// A session that cannot take it any more has lost the setting too.
    private func end(_ after: Statement) async {
        await Cleanup.run { _ = try? await connection.query(after) }
    }
}
