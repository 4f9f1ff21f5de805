internal import Athanor
internal import Foundation

extension LogTable {
    /// The refreshes of one view: a line for each under a line of names.
    /// - Parameter timeZone: what moments are shown in.
    static func refreshes(in timeZone: TimeZone) -> LogTable {
        LogTable([
            ("started", .left), ("how", .left), ("outcome", .left), ("took", .right), ("rows", .right),
            ("size", .right), ("written", .left),
        ]) { record in
            let figures = record.refresh
            return [
                NewRevision.dateText(record.startedAt, in: timeZone),
                // Before figures were kept, a refresh that was done had its strategy here.
                figures?.strategy ?? (record.outcome == .done ? record.detail ?? "" : ""), record.outcome.rawValue,
                record.duration.displayText, figures?.rowsText ?? "", figures?.bytesText ?? "",
                figures?.changes.displayText ?? "",
            ]
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
