/// The version table does not hold what this run has put there, or found there.
public struct VersionTableMoved: Error, Sendable, Hashable, ExplainedError {
    /// The rows found, where they were read.
    let found: [RevisionID]?

    /// What happened and what to do.
    public var explanation: Explanation {
        var explanation = Explanation(
            "the version table was changed during this run, by someone else or by the revision")
        if let found {
            let rows = found.isEmpty ? "no row" : found.map(\.rawValue).joined(separator: ", ")
            explanation.notes = [.init(label: "DETAIL", text: "It now holds \(rows).")]
        }
        explanation.advice = "See `athanor current`, find out who else migrates this database, then run this again."
        return explanation
    }
}
