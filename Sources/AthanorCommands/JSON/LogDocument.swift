internal import Athanor

/// An entry of the log as JSON; its keys are the columns of the table.
struct LogDocument: Encodable {
    /// The number of the entry; later entries have higher numbers.
    let entry: Int64
    /// `upgrade`, `downgrade`, `stamp`, `refresh` or `statement`.
    let kind: String
    /// The revision's id, the stamped revisions, or the view's name.
    let subject: String
    /// When the work started: ISO 8601 in UTC, on every database.
    let startedAt: String
    /// How long it took, in milliseconds.
    let durationMs: Int64
    /// `done`, `failed` or `cancelled`.
    let outcome: String
    /// The strategy of a refresh, the message of a failure, the work that was committed by itself, or `offline SQL` for
    /// the work of a script; absent otherwise.
    let detail: String?
    /// The database user, or the operating system's user if the database knows none.
    let performedBy: String
    /// The machine that Athanor ran on; for a script, `offline SQL`.
    let host: String
    /// The process id on that machine; for a script, 0.
    let process: Int64
    /// The version of Athanor.
    let athanorVersion: String
    /// The version table of the history that the work belongs to; absent for refreshes, and if it was not recorded.
    let versionTable: String?
    // The figures of a refresh, as far as they are known; absent for other work.
    let strategy: String?
    let rowsBefore: Int64?
    let rowsAfter: Int64?
    let bytesBefore: Int64?
    let bytesAfter: Int64?
    let rowsInserted: Int64?
    let rowsUpdated: Int64?
    let rowsDeleted: Int64?

    init(_ record: LogRecord) {
        entry = record.entry
        kind = record.kind.rawValue
        subject = record.subject
        startedAt = record.startedAt.logText
        durationMs = record.duration.milliseconds
        outcome = record.outcome.rawValue
        detail = record.detail
        performedBy = record.performedBy
        host = record.host
        process = record.process
        athanorVersion = record.athanorVersion
        versionTable = record.versionTable
        let figures = record.refresh
        strategy = figures?.strategy
        (rowsBefore, rowsAfter) = (figures?.rowsBefore, figures?.rowsAfter)
        (bytesBefore, bytesAfter) = (figures?.bytesBefore, figures?.bytesAfter)
        (rowsInserted, rowsUpdated) = (figures?.changes.inserted, figures?.changes.updated)
        rowsDeleted = figures?.changes.deleted
    }
}
