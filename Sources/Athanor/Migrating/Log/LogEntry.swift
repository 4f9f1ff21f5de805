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
    let startedAt: SQLOperand
    let elapsed: Elapsed
    let outcome: Outcome
    let detail: String?
    /// The user, the machine and the process that do the work.
    let identity: RunIdentity
    /// The full name of the version table of the history that the work belongs to; NULL for a refresh.
    let versionTable: SQLOperand
    /// The figures of a refresh; `nil` for other work.
    var refresh: RefreshFigures?

    /// The columns that are written, in order.
    package static let columns =
        "kind, subject, started_at, duration_ms, outcome, detail, performed_by, host, process, athanor_version, "
        + "version_table"

    /// Returns the statement that writes the entry.
    func statement(_ dialect: any Dialect) -> SQLStatement {
        var bound = BoundValues()
        let row = [
            bound(kind.rawValue), bound(subject), bound(startedAt), duration(&bound), bound(outcome.rawValue),
            bound(.value(Value(detail))), bound(identity.user), bound(identity.process.host),
            bound(.value(.integer(identity.process.id))), bound(AthanorVersion.current), bound(versionTable),
        ]
        let figures = refresh?.values.map { bound(.value($0)) } ?? []
        return SQLStatement(
            own: """
                INSERT INTO \(dialect.name(of: .log))
                    (\(Self.columns)\(refresh == nil ? "" : ", \(RefreshFigures.columns)"))
                VALUES
                    (\((row + figures).joined(separator: ", ")))
                """, bound.values)
    }

    private func duration(_ bound: inout BoundValues) -> String {
        switch elapsed {
        case .measured(let duration): bound(.value(.integer(duration.milliseconds)))
        case .inTransaction(.zero, let expression): expression
        case .inTransaction(let before, let expression):
            "\(bound(.value(.integer(before.milliseconds)))) + \(expression)"
        }
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
