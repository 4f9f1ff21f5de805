internal import Athanor
internal import Foundation

/// The refreshes of one view in a table.
struct RefreshHistoryTable {
    private let records: [LogRecord]
    private let timeZone: TimeZone

    /// A table.
    /// - Parameter timeZone: what moments are shown in.
    init(_ records: [LogRecord], timeZone: TimeZone) {
        self.records = records
        self.timeZone = timeZone
    }

    /// A line for each refresh under a line of names; lines of failures are red.
    func lines(for output: TextOutput) -> [String] {
        var table = Table([
            ("started", .left), ("how", .left), ("outcome", .left), ("took", .right), ("rows", .right),
            ("size", .right), ("written", .left),
        ])
        for record in records {
            let figures = record.refresh
            table.add([
                NewRevision.dateText(record.startedAt, in: timeZone),
                // Before figures were kept, a refresh that was done had its strategy here.
                figures?.strategy ?? (record.outcome == .done ? record.detail ?? "" : ""), record.outcome.rawValue,
                record.duration.displayText, figures?.rowsText ?? "", figures?.bytesText ?? "",
                figures?.changes.displayText ?? "",
            ])
        }
        return zip(table.lines(for: output), [nil] + records).map { line, record in
            record.map { $0.outcome.painted(line, for: output) } ?? line
        }
    }
}

extension RefreshFigures {
    /// Rows before and after: `300 → 312`, or `300` where there are as many as before; `nil` where they are not known.
    var rowsText: String? { Self.change(rowsBefore.map(String.init), rowsAfter.map(String.init)) }

    /// Bytes before and after; `nil` where they are not known.
    var bytesText: String? {
        Self.change(
            bytesBefore.map { ByteCount(bytes: $0).displayText }, bytesAfter.map { ByteCount(bytes: $0).displayText })
    }

    private static func change(_ before: String?, _ after: String?) -> String? {
        guard let after else { return nil }
        guard let before, before != after else { return after }
        return "\(before) → \(after)"
    }
}

extension LogRecord.Outcome {
    /// A text about work that ended so, in the colour that it has on a terminal.
    func painted(_ text: String, for output: TextOutput) -> String {
        switch self {
        case .done: text
        case .failed: output.paint(text, .red)
        case .cancelled: output.paint(text, .yellow)
        }
    }
}
