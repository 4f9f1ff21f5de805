internal import Athanor
internal import Foundation

/// Shows entries of the log to people.
struct LogDisplay {
    /// What is cut in a table, in columns of the terminal.
    private static let (widestTitle, widestDetail) = (40, 60)

    private let titles: [String: String]
    private let timeZone: TimeZone

    /// A display.
    /// - Parameters:
    ///   - titles: what revisions do, by their ids.
    ///   - timeZone: what moments are shown in.
    init(titles: [String: String], timeZone: TimeZone) {
        self.titles = titles
        self.timeZone = timeZone
    }

    /// A line for each entry under a line of names; lines of failures are red.
    func table(_ records: [LogRecord], for output: TextOutput) -> [String] {
        var table = Table([
            ("started", .left), ("kind", .left), ("what", .left), ("", .left), ("outcome", .left), ("took", .right),
            ("by", .left), ("detail", .left),
        ])
        for record in records {
            let title = titles[record.subject] ?? ""
            table.add([
                moment(record.startedAt), record.kind.rawValue, record.subject.cut(to: Self.widestDetail),
                title.onOneLine.cut(to: Self.widestTitle), record.outcome.rawValue, record.duration.displayText,
                "\(record.performedBy)@\(record.host)", (record.detail ?? "").onOneLine.cut(to: Self.widestDetail),
            ])
        }
        return zip(table.lines(for: output), [nil] + records).map { line, record in
            record?.outcome == .failed ? output.paint(line, .red) : line
        }
    }

    /// All that is known of each entry.
    func blocks(_ records: [LogRecord], for output: TextOutput) -> [String] {
        records.map { record in
            let title = titles[record.subject].map { "  \($0)" } ?? ""
            let facts: [(name: String, value: String)] = [
                ("entry", "\(record.entry)"), ("what", "\(record.kind.rawValue) \(record.subject)\(title)"),
                ("started", moment(record.startedAt)), ("took", record.duration.displayText),
                ("outcome", record.outcome.rawValue), ("by", record.performedBy),
                ("from", "\(record.host), process \(record.process)"), ("athanor", record.athanorVersion),
            ]
            let width = facts.map(\.name.count).max() ?? 0
            let lines = facts.map { fact in
                let value = fact.value.onOneLine
                let isFailure = fact.name == "outcome" && record.outcome == .failed
                return output.paint(fact.name.padded(to: width), .dim) + "  "
                    + (isFailure ? output.paint(value, .red) : value)
            }
            let detail = record.detail?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
            return (lines + detail.map { $0.isEmpty ? "" : "    \(String($0).onOneLine)" }).joined(separator: "\n")
        }
    }

    private func moment(_ date: Date) -> String { NewRevision.dateText(date, in: timeZone) }
}
