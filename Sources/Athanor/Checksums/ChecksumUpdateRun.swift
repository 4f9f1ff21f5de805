import Foundation

/// Records new checksums.
struct ChecksumUpdateRun {
    let session: MigrationSession

    /// Records them in one transaction, with a log entry.
    func run(_ plan: ChecksumUpdatePlan) async throws {
        let (recorder, report) = (session.recorder, plan.report)
        // The lists are complete: the log is searched for each id.
        let detail = report.forgotten.isEmpty ? nil : "forgotten: \(report.forgotten.listed)"
        let startedAt = Date()
        try await session.transactions.commit(
            [],
            entries: TransactionEntries(
                log: recorder.log(
                    .checksumUpdate, (report.updated + report.forgotten).listed, startedAt: startedAt,
                    detail: detail),
                marking: report.updated.map { recorder.checksums.recording($0, plan.checksums[$0]) }
                    + report.forgotten.map(recorder.checksums.forgetting)),
            confirm: RevisionRunner(session: session).confirmation(of: plan.rows))
    }
}
