/// The version table does not hold what this run has put there, or found there.
public struct VersionTableMoved: Error, Sendable, Hashable, ExplainedError {
    /// When that was found.
    enum Moment: Sendable, Hashable {
        /// Before anything of the revision had run.
        case beforeWork
        /// After the revision's own change of the table, which was then rolled back.
        case afterChange
    }

    /// The rows found.
    let found: [RevisionID]
    /// When they were found.
    let moment: Moment

    /// What happened and what to do.
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
