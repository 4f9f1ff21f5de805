/// An error: a revision is partially applied, and the work to run now is different.
public enum PartiallyAppliedRevision: Error, Sendable, Hashable, ExplainedError {
    /// The run does not continue the partially applied revision.
    case elsewhere(PartiallyApplied)
    /// A committed segment or an unfinished backfill is not what the revision says now. `segment` is `nil` if the
    /// revision no longer has the segment; `was` is `nil` if an earlier version of Athanor ran it.
    case edited(RevisionStep, path: String, segment: String?, was: String?, number: Int, isFinished: Bool)
    /// A non-transactional statement was started, and only a person can determine whether it took effect.
    case unknown(RevisionStep, path: String, statement: String)

    /// The partially applied revision, and how to continue.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .elsewhere(let half):
            explanation = Explanation(
                "revision \(half.revision) is partially applied: its \(half.direction) was stopped \(half.progress)",
                advice:
                    "Finish it first: run `athanor \(half.direction)` with the target that it had. If you have changed "
                    + "the database by hand, `athanor stamp` it with the revision that it is at; that also deletes the "
                    + "recorded progress.")
        case .edited(let step, let path, let segment, let was, let number, let isFinished):
            explanation = Explanation(
                "\(path): revision \(step.revision) is partially applied, and its segment \(number), which is "
                    + (isFinished ? "committed" : "unfinished") + ", was edited since",
                notes: [.init(label: "DETAIL", text: Self.change(of: segment, since: was))],
                advice:
                    "Undo the edit and run this again. Or change the database by hand to the state before or after the "
                    + "revision, and `athanor stamp` it.")
        case .unknown(let step, let path, let statement):
            explanation = Explanation(
                "\(path): revision \(step.revision) is partially applied: an earlier run ended in the "
                    + "non-transactional statement \"\(statement)\", and the database cannot show whether it took "
                    + "effect",
                advice:
                    "Check the database. If the statement took effect, run `athanor repair \(step.revision) "
                    + "--took-effect`: the next run continues after it. If not, run `athanor repair \(step.revision) "
                    + "--no-effect`: the next run runs it again.")
        }
        explanation.state = "Nothing was changed by this run."
        return explanation
    }
}

extension PartiallyAppliedRevision {
    /// Returns a short comparison of a segment as it was and as it is now.
    private static func change(of segment: String?, since was: String?) -> String {
        if let was, was == segment { return "It was and is: \(was). The edit is in text that is not shown here." }
        let now = segment ?? "nothing, the revision has fewer segments"
        return (was.map { "It was: \($0). " } ?? "") + "Now it is: \(now)."
    }
}

/// An error: another migrator has committed segments of the revision that this run is running.
struct ProgressMoved: Error {}
