/// A run stopped at a revision. It says what was done, what was undone, and where the database is now.
public struct MigrationFailure: Error, Sendable, ExplainedError {
    /// The revision that failed.
    public let step: RevisionStep
    /// The file it stands in.
    public let path: String
    /// Why: a ``DatabaseError``, an ``OperationError``, an error of the revision's own code, or a `CancellationError`.
    public let cause: any Error
    /// The revisions that this run had finished before.
    public let finished: [RevisionStep]
    /// The rows of the version table now.
    public let current: [RevisionID]
    /// What the failing revision had committed before it failed, in a few words each.
    public let committed: [String]
    /// Whether the connection was lost during the commit, so that the revision may or may not have taken effect.
    public let isOutcomeUnknown: Bool

    /// Whether someone stopped the run, rather than an error.
    public var isInterruption: Bool { cause is CancellationError }

    /// The error, the state of the database and what to do next.
    public var explanation: Explanation {
        var explanation = Explanation(of: cause)
        if explanation.place == nil {
            explanation.message = "\(path): revision \(step.revision): \(explanation.message)"
        }
        explanation.state = state
        explanation.advice = explanation.advice ?? advice
        return explanation
    }

    private var state: String {
        var sentences: [String] = []
        if !finished.isEmpty {
            let done = finished.map(\.revision.rawValue).joined(separator: ", ")
            sentences.append("Finished before it in this run: \(done).")
        }
        if isOutcomeUnknown {
            sentences.append(
                "The connection was lost during the commit: revision \(step.revision) may or may not be done.")
            return sentences.joined(separator: " ")
        }
        if committed.isEmpty {
            sentences.append("Revision \(step.revision) was rolled back; the database is at \(place).")
        } else {
            sentences.append(
                "Revision \(step.revision) is partly done: what ran outside its transaction, or before that, stays ("
                    + committed.joined(separator: "; ")
                    + "). The rest was rolled back; the version table is at \(place).")
        }
        return sentences.joined(separator: " ")
    }

    private var place: String {
        current.isEmpty ? "base" : current.map(\.rawValue).joined(separator: ", ")
    }

    private var advice: String {
        if isOutcomeUnknown { return "`athanor current` tells which; then run this again." }
        let again = step.direction == .upgrade ? "the upgrade" : "the downgrade"
        if !committed.isEmpty {
            return "Undo those statements by hand, or make them repeatable (IF NOT EXISTS), then run \(again) again."
        }
        return isInterruption ? "Run \(again) again to go on." : "Correct \(path), then run \(again) again."
    }
}
