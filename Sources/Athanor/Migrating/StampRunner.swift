import Foundation

/// Moves the version table without running anything.
struct StampRunner: Sendable {
    let session: Session

    /// Changes the rows, with a log entry, in one transaction.
    /// - Throws: ``DatabaseError``; ``PlanError`` when an id is too long; ``VersionTableMoved``.
    func run(_ plan: StampPlan) async throws {
        guard plan.changesRows else { return }
        let progress = ProgressTable(session)
        if let longest = session.location.longestIdentifier,
            let long = PlanError.tooLong(plan.rowsAdded, longest: longest)
        {
            throw PlanError.identifierTooLong(long, table: session.location.name, longest: longest)
        }
        let connection = session.connection
        let identity = RunIdentity(connection)
        let subject = plan.rowsAdded.listed
        let startedAt = Date()
        try await session.transactions.run(
            [],
            entries: TransactionRunner.Entries(
                moves: session.versionRows.statements(removing: plan.rowsRemoved, adding: plan.rowsAdded),
                log: { elapsed in
                    LogEntry(
                        kind: .stamp, subject: subject, startedAt: startedAt, elapsed: elapsed, outcome: .done,
                        detail: nil
                    ).statement(by: identity, dialect: connection.database.dialect)
                }, marking: [progress.forgettingAll]))
    }
}
