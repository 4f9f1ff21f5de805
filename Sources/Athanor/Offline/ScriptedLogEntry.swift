import Foundation

/// A log entry that a script will write when it runs.
///
/// The database then supplies the start, the duration and the user. The machine and the process are those that wrote
/// the script.
struct ScriptedLogEntry {
    let kind: LogEntry.Kind
    let subject: String
    /// The version table of the history that the work belongs to.
    let versionTable: QualifiedName
    /// A description of the work, for a segment that commits separately.
    var detail: String?

    /// The statement that writes the entry.
    func statement(_ dialect: any Dialect) -> Statement {
        let script = dialect.script
        var values: [Value] = [.text(kind.rawValue), .text(subject)]
        func placeholder(_ value: Value) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        let performedBy = script.performedBy ?? placeholder(.text(NSUserName()))
        let host = placeholder(.text(ProcessInfo.processInfo.hostName))
        let process = placeholder(.integer(Int64(ProcessInfo.processInfo.processIdentifier)))
        let detail = placeholder(.text(detail.map { "offline SQL: \($0)" } ?? "offline SQL"))
        let version = placeholder(.text(AthanorVersion.current))
        return Statement(
            own: """
                INSERT INTO \(dialect.name(of: .log))
                    (\(LogEntry.columns))
                VALUES ($1, $2, \(script.startedAt),
                    \(script.milliseconds),
                    'done', \(detail), \(performedBy), \(host), \(process), \(version),
                    \(script.fullName(of: versionTable)))
                """, values)
    }
}
