/// A revision was stopped between its parts, and what is to run now is something else.
public enum PartiallyAppliedRevision: Error, Sendable, Hashable, ExplainedError {
    /// The run does not go on with it.
    case elsewhere(PartiallyApplied)
    /// A part that is committed, or a backfill that is under way, is not what the revision says now. There is no summary
    /// where the revision has no such part any more, and none of what it was where an earlier Athanor ran it.
    case edited(RevisionStep, path: String, part: String?, was: String?, number: Int, isFinished: Bool)
    /// A statement outside any transaction was begun, and nothing but a person can tell whether it took effect.
    case unknown(RevisionStep, path: String, statement: String)

    /// What is half done, and how to go on.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .elsewhere(let half):
            explanation = Explanation(
                "revision \(half.revision) is half done: its \(half.direction) was stopped \(half.progress)")
            explanation.advice =
                "Finish it first: `athanor \(half.direction)` to where that was going. If you have brought the database to "
                + "another state by hand, `athanor stamp` with the revision that it is at forgets the half."
        case .edited(let step, let path, let part, let was, let number, let isFinished):
            explanation = Explanation(
                "\(path): revision \(step.revision) is half done, and its part \(number), which "
                    + (isFinished ? "is committed" : "is under way") + ", is not what the revision says now")
            explanation.notes = [.init(label: "DETAIL", text: Self.change(of: part, since: was))]
            explanation.advice =
                "Put back what the revision said, and run again; or bring the database by hand to the state before or "
                + "after the revision, and `athanor stamp` it."
        case .unknown(let step, let path, let statement):
            explanation = Explanation(
                "\(path): revision \(step.revision) is half done: an earlier run ended in \"\(statement)\", which runs "
                    + "outside a transaction, and the database cannot tell whether it took effect")
            explanation.advice =
                "Look at the database, then say so: `athanor repair \(step.revision) --took-effect`, and the next run "
                + "goes on after it; or `athanor repair \(step.revision) --no-effect`, and it runs it again."
        }
        explanation.state = "Nothing was changed by this run."
        return explanation
    }
}

extension PartiallyAppliedRevision {
    /// What a part was, and what it is now, in few words.
    private static func change(of part: String?, since was: String?) -> String {
        if let was, was == part { return "It was and is: \(was). The change is in what is not shown here." }
        return (was.map { "It was: \($0). " } ?? "") + "Now it is: \(part ?? "nothing, the revision has fewer parts")."
    }
}

/// Another migrator has gone on with a half-done revision that this run was going on with.
struct ProgressMoved: Error {}
