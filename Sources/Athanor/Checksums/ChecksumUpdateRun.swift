import Foundation

/// Records new checksums.
struct ChecksumUpdateRun {
    let session: MigrationSession

    /// Records them in one transaction, with a log entry.
    func run(_ plan: ChecksumUpdatePlan) async throws {
        let (connection, table) = (session.connection, ChecksumTable(session))
        let (identity, dialect) = (RunIdentity(connection), connection.database.dialect)
        let startedAt = Date()
        let subject = (plan.report.updated + plan.report.forgotten).listedBriefly
        let versionTable = session.location.name
        let detail = plan.report.forgotten.isEmpty ? nil : "forgotten: \(plan.report.forgotten.listedBriefly)"
        try await session.transactions.commit(
            [],
            entries: TransactionRunner.Entries(
                log: { elapsed in
                    LogEntry(
                        kind: .checksumUpdate, subject: subject, startedAt: startedAt, elapsed: elapsed, outcome: .done,
                        detail: detail, versionTable: versionTable
                    ).statement(by: identity, dialect: dialect)
                },
                marking: plan.report.updated.map { table.recording($0, plan.checksums[$0]) }
                    + plan.report.forgotten.map(table.forgetting)),
            confirm: RevisionRunner(session: session).confirmation(of: plan.rows))
    }
}
