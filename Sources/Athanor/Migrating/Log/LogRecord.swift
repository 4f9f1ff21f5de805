public import Foundation

/// One entry of Athanor's log: work that was done, or that failed.
public struct LogRecord: Sendable, Hashable {
    /// What kind of work it was.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A revision went up.
        case upgrade
        /// A revision went down.
        case downgrade
        /// The version table was moved without running anything.
        case stamp
        /// A materialized view was refreshed.
        case refresh
        /// A part of a revision was committed by itself.
        case statement
        /// A person said how a statement ended that nobody saw the end of.
        case repair
        /// An edited revision was accepted as it is.
        case checksumUpdate = "reseal"
    }

    /// How the work ended.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// It was finished.
        case done
        /// It failed, and was rolled back as far as the database can.
        case failed
        /// A refresh was stopped by whoever ran it, and rolled back.
        case cancelled
    }

    /// Number of the entry; later entries have higher ones, with gaps.
    public let entry: Int64
    /// What kind of work it was.
    public let kind: Kind
    /// The revision's id, the stamped revisions divided by commas, or the view's name.
    public let subject: String
    /// When it began, to the millisecond.
    public let startedAt: Date
    /// How long it took, to the millisecond.
    public let duration: Duration
    /// How it ended.
    public let outcome: Outcome
    /// The strategy of a refresh, the message of a failure, or `offline SQL` for what a script did; `nil` otherwise.
    public let detail: String?
    /// The database user, or the operating system's where the database knows none.
    public let performedBy: String
    /// The machine that Athanor ran on; of a script, where it was written.
    public let host: String
    /// Its process id there.
    public let process: Int64
    /// The version of Athanor.
    public let athanorVersion: String
    /// The version table of the history that the work belongs to, with its schema where the database has schemas; `nil` for a
    /// refresh, and for work that was logged before this was kept.
    public let versionTable: String?
    /// Whether the work belongs to the history that was asked, as far as is known: not when another version table is named.
    public internal(set) var isOfOwnHistory = true
    /// What a refresh did; `nil` for other work, and for refreshes that were logged before this was kept.
    public let refresh: RefreshFigures?
}

extension LogRecord {
    /// An entry as ``LogReader`` has asked for it.
    /// - Parameter ownVersionTable: the version table of the history that is asked, in full; `nil` where that does not matter.
    init(_ row: Row, ownVersionTable: QualifiedName? = nil) throws {
        func known<Value: RawRepresentable<String> & CaseIterable>(_ column: String) throws -> Value {
            let text = try row.text(column)
            guard let value = Value(rawValue: text) else {
                let wanted = Value.allCases.map(\.rawValue).joined(separator: " or ")
                throw RowError.unexpected(column, .text(text), wanted: wanted)
            }
            return value
        }
        let moment = try row.text("started_at")
        guard let startedAt = try? Date(moment, strategy: Date.logFormat) else {
            throw RowError.unexpected("started_at", .text(moment), wanted: "a moment in ISO 8601")
        }
        entry = try row.integer("entry")
        kind = try known("kind")
        subject = try row.text("subject")
        self.startedAt = startedAt
        duration = .milliseconds(try row.integer("duration_ms"))
        outcome = try known("outcome")
        detail = try row.textIfAny("detail")
        performedBy = try row.text("performed_by")
        host = try row.text("host")
        process = try row.integer("process")
        athanorVersion = try row.text("athanor_version")
        versionTable = row.columns.contains("version_table") ? try row.textIfAny("version_table") : nil
        if let versionTable, let ownVersionTable { isOfOwnHistory = versionTable == ownVersionTable.recorded }
        refresh = try RefreshFigures(logged: row)
    }
}
