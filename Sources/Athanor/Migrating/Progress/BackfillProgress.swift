/// How far an update in batches has come.
public struct BackfillProgress: Sendable, Hashable {
    /// The table.
    public let table: QualifiedName
    /// How many rows have been updated, those of earlier runs among them.
    public let rows: Int64
    /// How many there will be, as counted when the run began.
    public let expected: Int64
    /// How many of them earlier runs updated.
    let rowsBefore: Int64
    /// How long this run has been at it.
    let elapsed: Duration

    /// Rows a second, in this run.
    public var rate: Double {
        let seconds = Double(elapsed.milliseconds) / 1000
        return seconds > 0 ? Double(rows - rowsBefore) / seconds : 0
    }

    /// How long the rest will take at this rate; `nil` while that cannot be told.
    public var timeLeft: Duration? {
        rate > 0 ? .milliseconds(Int64(Double(max(0, expected - rows)) / rate * 1000)) : nil
    }
}
