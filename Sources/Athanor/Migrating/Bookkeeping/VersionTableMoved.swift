/// An error: the version table does not hold the rows that this run wrote or found there.
public struct VersionTableMoved: Error, Sendable, Hashable, ExplainedError {
    /// The time of the check.
    enum Moment: Sendable, Hashable {
        /// Before any work of the revision.
        case beforeWork
        /// After the revision's own change of the table. That change was rolled back.
        case afterChange
    }

    /// The rows found.
    let found: [RevisionID]
    /// The time of the check.
    let moment: Moment

    /// The problem, and what to do.
    public var explanation: Explanation {
        var explanation = Explanation(
            "the version table was changed during this run, by someone else or by the revision")
        let rows = found.isEmpty ? "no row" : found.map(\.rawValue).joined(separator: ", ")
        let sentence =
            switch moment {
            case .beforeWork: "It now holds \(rows)."
            case .afterChange: "With the change of this revision it would hold \(rows)."
            }
        explanation.notes = [.init(label: "DETAIL", text: sentence)]
        explanation.advice = "See `athanor current`, find out who else migrates this database, then run this again."
        return explanation
    }
}
