/// The progress of an update in batches.
public struct BackfillProgress: Sendable, Hashable {
    /// The table.
    public let table: QualifiedName
    /// The number of rows updated, including those of earlier runs.
    public let rows: Int64
    /// The number of rows to update in total: those that earlier runs updated, and the remaining ones as counted when
    /// this run started the update.
    public let expected: Int64
    /// The number of rows that earlier runs updated.
    let rowsBefore: Int64
    /// The time since this run started the update.
    let elapsed: Duration

    /// Rows per second in this run.
    public var rate: Double {
        let seconds = Double(elapsed.milliseconds) / 1000
        return seconds > 0 ? Double(rows - rowsBefore) / seconds : 0
    }

    /// The estimated time for the rest at this rate; `nil` while the rate is unknown.
    public var timeLeft: Duration? {
        rate > 0 ? .milliseconds(Int64(Double(max(0, expected - rows)) / rate * 1000)) : nil
    }
}
