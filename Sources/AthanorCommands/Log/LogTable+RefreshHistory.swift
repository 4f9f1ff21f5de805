internal import Athanor
internal import Foundation

extension LogTable {
    /// A table with a line for each refresh of one view, below a header.
    /// - Parameter timeZone: the time zone in which times are shown.
    static func refreshes(in timeZone: TimeZone) -> LogTable {
        LogTable([
            ("started", .left), ("how", .left), ("outcome", .left), ("took", .right), ("rows", .right),
            ("size", .right), ("written", .left),
        ]) { record in
            let figures = record.refresh
            return [
                NewRevision.dateText(record.startedAt, in: timeZone),
                // In entries from before figures were recorded, the detail of a finished refresh is its strategy.
                figures?.strategy ?? (record.outcome == .done ? record.detail ?? "" : ""), record.outcome.rawValue,
                record.duration.displayText, figures?.rowsText ?? "", figures?.bytesText ?? "",
                figures?.changes.displayText ?? "",
            ]
        }
    }
}

extension RefreshFigures {
    /// Rows before and after: `300 → 312`, or `300` if the number did not change; `nil` if it is not known.
    var rowsText: String? { Self.change(rowsBefore.map(String.init), rowsAfter.map(String.init)) }

    /// Bytes before and after; `nil` if they are not known.
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
    /// The text in the colour of the outcome on a terminal.
    func painted(_ text: String, for output: TextOutput) -> String {
        switch self {
        case .done: text
        case .failed: output.paint(text, .red)
        case .cancelled: output.paint(text, .yellow)
        }
    }
}
