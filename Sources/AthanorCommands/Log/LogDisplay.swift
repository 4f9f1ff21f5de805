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

    /// A line for each entry under a line of names.
    var table: LogTable {
        LogTable(
            [
                ("started", .left), ("kind", .left), ("what", .left), ("", .left), ("version table", .left),
                ("outcome", .left), ("took", .right), ("by", .left), ("detail", .left),
            ], historyColumn: 4
        ) { record in
            let title = title(of: record) ?? ""
            return [
                moment(record.startedAt), record.kind.rawValue, record.subject.cut(to: Self.widestDetail),
                title.onOneLine.cut(to: Self.widestTitle), record.versionTable ?? "",
                record.outcome.rawValue, record.duration.displayText, "\(record.performedBy)@\(record.host)",
                Self.detail(of: record).onOneLine.cut(to: Self.widestDetail),
            ]
        }
    }

    /// The detail, of a refresh with its rows.
    private static func detail(of record: LogRecord) -> String {
        (record.detail ?? "") + (record.outcome == .done ? record.refresh?.displayText ?? "" : "")
    }

    /// What the revision of an entry does. The files say nothing of another history's, which may have the same id.
    private func title(of record: LogRecord) -> String? {
        record.isOfOwnHistory ? titles[record.subject] : nil
    }

    /// All that is known of each entry.
    func blocks(_ records: [LogRecord], for output: TextOutput) -> [String] {
        records.map { record in
            let title = title(of: record).map { "  \($0)" } ?? ""
            var facts: [(name: String, value: String)] = [
                ("entry", "\(record.entry)"), ("what", "\(record.kind.rawValue) \(record.subject)\(title)"),
                ("started", moment(record.startedAt)), ("took", record.duration.displayText),
                ("outcome", record.outcome.rawValue), ("by", record.performedBy),
                ("from", "\(record.host), process \(record.process)"), ("athanor", record.athanorVersion),
            ]
            if let versionTable = record.versionTable { facts.append(("version table", versionTable)) }
            if let figures = record.refresh {
                facts += [
                    ("how", figures.strategy), ("rows", figures.rowsText ?? ""), ("size", figures.bytesText ?? ""),
                    ("written", figures.changes.displayText ?? ""),
                ].filter { !$0.1.isEmpty }
            }
            let width = facts.map(\.name.count).max() ?? 0
            let lines = facts.map { fact in
                let value = fact.value.onOneLine
                return output.paint(fact.name.padded(to: width), .dim) + "  "
                    + (fact.name == "outcome" ? record.outcome.painted(value, for: output) : value)
            }
            // The strategy of a refresh stands there already.
            let isSaid = record.outcome == .done && record.refresh != nil
            let detail = isSaid ? [] : record.detail?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
            return (lines + detail.map { $0.isEmpty ? "" : "    \(String($0).onOneLine)" }).joined(separator: "\n")
        }
    }

    private func moment(_ date: Date) -> String { NewRevision.dateText(date, in: timeZone) }
}
