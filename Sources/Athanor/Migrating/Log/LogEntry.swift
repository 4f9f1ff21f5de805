import Foundation

/// An entry of Athanor's log that is to be written. ``LogRecord`` is an entry that was read.
package struct LogEntry: Sendable {
    typealias Kind = LogRecord.Kind
    typealias Outcome = LogRecord.Outcome

    /// The duration of the work.
    enum Elapsed: Sendable {
        /// Measured by this process.
        case measured(Duration)
        /// The time before the current transaction, plus an SQL expression for the time since it began.
        case inTransaction(after: Duration, expression: String)
    }

    let kind: Kind
    let subject: String
    let startedAt: Date
    let elapsed: Elapsed
    let outcome: Outcome
    let detail: String?
    /// The version table of the history that the work belongs to; `nil` for a refresh.
    let versionTable: QualifiedName?
    /// The figures of a refresh; `nil` for other work.
    var refresh: RefreshFigures?

    /// The columns that are written, in order.
    package static let columns =
        "kind, subject, started_at, duration_ms, outcome, detail, performed_by, host, process, athanor_version, "
        + "version_table"

    /// The statement that writes the entry.
    func statement(by identity: RunIdentity, dialect: any Dialect) -> Statement {
        let milliseconds: Int64
        let duration: String
        switch elapsed {
        case .measured(let measured):
            milliseconds = measured.milliseconds
            duration = "$4"
        case .inTransaction(let before, let expression):
            milliseconds = before.milliseconds
            duration = "$4 + \(expression)"
        }
        return Statement(
            own: """
                INSERT INTO \(dialect.name(of: .log))
                    (\(Self.columns)\(refresh == nil ? "" : ", \(RefreshFigures.columns)"))
                VALUES ($1, $2, $3, \(duration), $5, $6, $7, $8, $9, $10, $11\(refresh == nil ? "" : RefreshFigures.placeholders))
                """,
            [
                .text(kind.rawValue), .text(subject), .text(startedAt.logText), .integer(milliseconds),
                .text(outcome.rawValue), Value(detail), .text(identity.user), .text(identity.host),
                .integer(Int64(identity.process)), .text(AthanorVersion.current),
                Value(versionTable?.recorded),
            ] + (refresh?.values ?? []))
    }
}

extension Date {
    /// The format of times in the log: ISO 8601 in UTC, with milliseconds.
    static let logFormat = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Reads a time in the format of the log.
    package init(logText: String) throws { try self.init(logText, strategy: Self.logFormat) }

    /// The time in the format of the log, rounded to the nearest millisecond. The format itself truncates. A `Date` is
    /// not a decimal fraction, so a time read from such a text would otherwise lose a millisecond half of the time.
    package var logText: String { addingTimeInterval(0.0005).formatted(Self.logFormat) }
}
