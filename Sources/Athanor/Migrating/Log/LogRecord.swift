public import Foundation

/// An entry of Athanor's log: finished or failed work.
public struct LogRecord: Sendable, Hashable {
    /// The kind of the work.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A revision was applied.
        case upgrade
        /// A revision was reverted.
        case downgrade
        /// The version table was changed without running anything.
        case stamp
        /// A materialized view was refreshed.
        case refresh
        /// A segment of a revision was committed separately.
        case statement
        /// A user recorded the outcome of a statement whose outcome was unknown.
        case repair
        /// The recorded checksum of an edited revision was updated.
        case checksumUpdate = "reseal"
    }

    /// The outcome of the work.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// It was finished.
        case done
        /// It failed, and was rolled back as far as the database can.
        case failed
        /// A refresh was stopped by its user, and rolled back.
        case cancelled
    }

    /// The number of the entry. Later entries have higher numbers, with gaps.
    public let entry: Int64
    /// The kind of the work.
    public let kind: Kind
    /// The revision's id, the revisions of a stamp or a checksum update separated by commas, or the view's name.
    public let subject: String
    /// The start time, to the millisecond.
    public let startedAt: Date
    /// The duration, to the millisecond.
    public let duration: Duration
    /// The outcome.
    public let outcome: Outcome
    /// More about the work: the strategy of a refresh, the message of a failure, the segment that was committed, the
    /// answer of a repair, the deleted checksums. Begins with `offline SQL` for the work of a script. `nil` if there is
    /// nothing more.
    public let detail: String?
    /// The database user, or the operating system's user if the database has none.
    public let performedBy: String
    /// The machine that Athanor ran on; for a script, the machine that wrote it.
    public let host: String
    /// The process id on that machine.
    public let process: Int64
    /// The version of Athanor.
    public let athanorVersion: String
    /// The version table of the history that the work belongs to, with its schema if the database has schemas; `nil`
    /// for a refresh, and for work logged by versions that did not record it.
    public let versionTable: String?
    /// Whether the work belongs to the requested history, as far as known: `false` if the entry names another version
    /// table.
    public internal(set) var isOfOwnHistory = true
    /// The figures of a refresh; `nil` for other work, and for refreshes logged by versions that did not record them.
    public let refresh: RefreshFigures?
}

extension LogRecord {
    /// Reads an entry from a row of the query of ``LogReader``.
    /// - Parameter ownVersionTable: the full name of the version table of the requested history; `nil` if it does not
    ///   matter.
    init(_ row: ResultRow, ownVersionTable: QualifiedName? = nil) throws {
        func known<Value: RawRepresentable<String> & CaseIterable>(_ column: String) throws -> Value {
            let text = try row[column, as: String.self]
            guard let value = Value(rawValue: text) else {
                let wanted = Value.allCases.map(\.rawValue).joined(separator: " or ")
                throw RowError.unexpected(column, .text(text), wanted: wanted)
            }
            return value
        }
        let moment = try row["started_at", as: String.self]
        guard let startedAt = try? Date(moment, strategy: Date.logFormat) else {
            throw RowError.unexpected("started_at", .text(moment), wanted: "a moment in ISO 8601")
        }
        entry = try row["entry", as: Int64.self]
        kind = try known("kind")
        subject = try row["subject", as: String.self]
        self.startedAt = startedAt
        duration = .milliseconds(try row["duration_ms", as: Int64.self])
        outcome = try known("outcome")
        detail = try row["detail", as: String?.self]
        performedBy = try row["performed_by", as: String.self]
        host = try row["host", as: String.self]
        process = try row["process", as: Int64.self]
        athanorVersion = try row["athanor_version", as: String.self]
        versionTable = row.columns.contains("version_table") ? try row["version_table", as: String?.self] : nil
        if let versionTable, let ownVersionTable { isOfOwnHistory = versionTable == ownVersionTable.recorded }
        refresh = try RefreshFigures(logged: row)
    }
}
