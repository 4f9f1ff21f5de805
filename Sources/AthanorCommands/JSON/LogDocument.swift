internal import Athanor

/// An entry of the log as commands give it to machines: the columns of the table, under their names.
struct LogDocument: Encodable {
    /// Number of the entry, rising.
    let entry: Int64
    /// `upgrade`, `downgrade`, `stamp`, `refresh` or `statement`.
    let kind: String
    /// The revision's id, the stamped revisions, or the view's name.
    let subject: String
    /// When it began: ISO 8601 in UTC, on every database.
    let startedAt: String
    /// How long it took, in milliseconds.
    let durationMs: Int64
    /// `done`, `failed` or `cancelled`.
    let outcome: String
    /// The strategy of a refresh, the message of a failure, what was committed by itself, or `offline SQL` for what a script
    /// did; absent otherwise.
    let detail: String?
    /// The database user, or the operating system's where the database knows none.
    let performedBy: String
    /// The machine that Athanor ran on; of a script, where it was written.
    let host: String
    /// Its process id there.
    let process: Int64
    /// The version of Athanor.
    let athanorVersion: String
    /// The version table of the history that the work belongs to; absent for refreshes and where it was not kept.
    let versionTable: String?
    // What a refresh did, where it is known; absent for other work.
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
