import Foundation

/// Writes new checksums.
struct ResealRun {
    let session: Session

    /// Writes them, with an entry in the log, in one transaction.
    func run(_ plan: ResealPlan) async throws {
        let (connection, table) = (session.connection, SealTable(session))
        let (identity, dialect) = (RunIdentity(connection), connection.database.dialect)
        let startedAt = Date()
        let subject = (plan.report.sealed + plan.report.forgotten).listedBriefly
        let versionTable = session.location.name
        let detail = plan.report.forgotten.isEmpty ? nil : "forgotten: \(plan.report.forgotten.listedBriefly)"
        try await session.transactions.run(
            [],
            entries: TransactionRunner.Entries(
                log: { elapsed in
                    LogEntry(
                        kind: .reseal, subject: subject, startedAt: startedAt, elapsed: elapsed, outcome: .done,
                        detail: detail, versionTable: versionTable
                    ).statement(by: identity, dialect: dialect)
                },
                marking: plan.report.sealed.map { table.sealing($0, plan.checksums[$0]) }
                    + plan.report.forgotten.map(table.forgetting)),
            confirm: RevisionRunner(session: session).confirmation(of: plan.rows))
    }
}
