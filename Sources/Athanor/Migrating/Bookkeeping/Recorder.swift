import Foundation

/// Makes the statements that record work in the metadata tables: rows of the version table, checksums and log entries.
/// A run sends them, and a script contains them.
///
/// A run knows its user, the time, and the version table's full name. A script leaves these to the database in which it
/// is run.
struct Recorder: Sendable {
    private enum Writer: Sendable {
        case run
        case script
    }

    let dialect: any Dialect
    /// The version table as statements name it.
    let versionTable: QualifiedName
    private let writer: Writer
    private let identity: RunIdentity

    /// Creates the recorder of a run.
    init(_ session: MigrationSession) {
        dialect = session.connection.module.dialect
        versionTable = session.location.name
        writer = .run
        identity = RunIdentity(session.connection)
    }

    /// Creates the recorder of a script.
    /// - Parameter versionTable: the table as configured; its schema may be unknown.
    init(writingScriptFor dialect: any Dialect, versionTable: QualifiedName) {
        self.dialect = dialect
        self.versionTable = versionTable
        writer = .script
        identity = RunIdentity(writing: dialect.script)
    }

    /// The rows of the version table.
    var versionRows: VersionRows { VersionRows(table: versionTable, dialect: dialect) }

    /// The table of checksums.
    var checksums: ChecksumTable { ChecksumTable(dialect: dialect, versionTable: fullName) }

    /// The full name of the version table.
    var fullName: SQLOperand {
        switch writer {
        case .run: .value(.text(versionTable.recorded))
        case .script: .expression(dialect.script.fullName(of: versionTable))
        }
    }

    /// The statements that verify the migration lock and the metadata tables before the tables are written. A script
    /// cannot verify the lock: only the server knows its key.
    var guarding: [SQLStatement] {
        let guarding = dialect.guardingMetadataTables(and: versionTable, for: .writing)
        switch writer {
        case .run: return dialect.keepingMigrationLock(of: versionTable) + guarding
        case .script: return guarding
        }
    }

    /// Returns a maker of the log entry for finished work, once its duration is known.
    /// - Parameters:
    ///   - startedAt: the start time of the work; evaluated when the entry is written. A script's database knows it.
    ///   - detail: what the entry adds to its kind and subject.
    func log(
        _ kind: LogEntry.Kind, _ subject: String, startedAt: @autoclosure @escaping @Sendable () -> Date,
        detail: String? = nil
    ) -> @Sendable (LogEntry.Elapsed) -> SQLStatement {
        { elapsed in entry(kind, subject, startedAt: startedAt(), elapsed, .done, detail: detail) }
    }

    /// Returns the statement that writes a log entry.
    func entry(
        _ kind: LogEntry.Kind, _ subject: String, startedAt: Date, _ elapsed: LogEntry.Elapsed,
        _ outcome: LogEntry.Outcome, detail: String?
    ) -> SQLStatement {
        let (start, words): (SQLOperand, String?) =
            switch writer {
            case .run: (.value(.text(startedAt.logText)), detail)
            case .script: (.expression(dialect.script.startedAt), detail.map { "offline SQL: \($0)" } ?? "offline SQL")
            }
        return LogEntry(
            kind: kind, subject: subject, startedAt: start, elapsed: elapsed, outcome: outcome, detail: words,
            identity: identity, versionTable: fullName
        ).statement(dialect)
    }
}

extension Recorder {
    /// Returns the entries for the last segment of a revision.
    /// - Parameters:
    ///   - planned: the revision.
    ///   - rows: the rows of the version table before it.
    ///   - startedAt: the start time of the revision; evaluated after it has started.
    ///   - before: the duration of the segments that were committed before.
    func entries(
        _ planned: PlannedRevision, from rows: [RevisionID], startedAt: @autoclosure @escaping @Sendable () -> Date,
        before: Duration = .zero
    ) -> TransactionEntries {
        let step = planned.step
        return TransactionEntries(
            move: versionRows.move(removing: step.rowsRemoved, adding: step.rowsAdded, from: rows),
            log: log(LogEntry.Kind(step.direction), step.revision.rawValue, startedAt: startedAt()),
            marking: [checksums.entering(planned)], before: before,
            rights: dialect.takingOwnRights(after: planned.lowered),
            clearing: dialect.clearing(after: planned.lowered),
            restoring: dialect.restoringSettings(after: planned.lowered))
    }

    /// Returns the entries for a segment that commits separately.
    /// - Parameters:
    ///   - segment: the segment.
    ///   - planned: its revision.
    ///   - startedAt: the start time of the segment.
    ///   - before: the duration of its work before the transaction.
    func entries(
        for segment: Segment, of planned: PlannedRevision, startedAt: Date, before: Duration = .zero
    ) -> TransactionEntries {
        TransactionEntries(
            log: log(.statement, planned.step.revision.rawValue, startedAt: startedAt, detail: segment.summary),
            before: before, rights: dialect.takingOwnRights(after: planned.lowered))
    }
}

extension LogEntry.Kind {
    /// Creates the kind of work for a direction.
    init(_ direction: RevisionStep.Direction) {
        switch direction {
        case .upgrade: self = .upgrade
        case .downgrade: self = .downgrade
        }
    }
}
