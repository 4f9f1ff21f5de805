internal import Athanor
internal import Foundation

/// Shows entries of the log to people.
struct LogDisplay {
    /// The widths to which titles and details are cut in a table, in columns of the terminal.
    private static let (widestTitle, widestDetail) = (40, 60)

    private let titles: [String: String]
    private let timeZone: TimeZone

    /// A display.
    /// - Parameters:
    ///   - titles: the titles of revisions, by id.
    ///   - timeZone: the time zone in which times are shown.
    init(titles: [String: String], timeZone: TimeZone) {
        self.titles = titles
        self.timeZone = timeZone
    }

    /// A table with a line for each entry below a header.
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

    /// The detail; for a refresh, with its rows.
    private static func detail(of record: LogRecord) -> String {
        (record.detail ?? "") + (record.outcome == .done ? record.refresh?.displayText ?? "" : "")
    }

    /// The title of an entry's revision; `nil` for another history's, whose revision of the same id may be another one.
    private func title(of record: LogRecord) -> String? {
        record.isOfOwnHistory ? titles[record.subject] : nil
    }

    /// Each entry in full.
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
            // The lines above show the strategy of a refresh already.
            let isSaid = record.outcome == .done && record.refresh != nil
            let detail = isSaid ? [] : record.detail?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
            return (lines + detail.map { $0.isEmpty ? "" : "    \(String($0).onOneLine)" }).joined(separator: "\n")
        }
    }

    private func moment(_ date: Date) -> String { NewRevision.dateText(date, in: timeZone) }
}
