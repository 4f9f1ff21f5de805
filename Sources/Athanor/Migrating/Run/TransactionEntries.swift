/// The entries that Athanor writes at the end of a transaction.
struct TransactionEntries: Sendable {
    /// The change of the version table; `nil` for none.
    var move: VersionMove?
    /// Returns the log entry for a duration of the work; `nil` for no entry.
    var log: (@Sendable (LogEntry.Elapsed) -> SQLStatement)?
    /// Statements that record progress and other facts about the work.
    var marking: [SQLStatement] = []
    /// The duration of the segments that were committed before.
    var before: Duration = .zero
    /// Statements that restore Athanor's own rights before the entries: the work may have changed the role.
    var rights: [SQLStatement] = []
    /// Steps that drop the temporary objects of the work, right after it.
    var clearing: [LoweredStep] = []
    /// Statements that restore the settings that the work changed, before the entries.
    var restoring: [SQLStatement] = []

    /// Whether there is an entry to write.
    var areAny: Bool { move != nil || log != nil || !marking.isEmpty }
}
