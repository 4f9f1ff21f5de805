/// A revision was stopped between its parts, and what is to run now is something else.
public enum HalfDoneRevision: Error, Sendable, Hashable, ExplainedError {
    /// The run does not go on with it.
    case elsewhere(HalfDone)
    /// A part that is committed, or a backfill that is under way, is not what the revision says now. There is no summary
    /// where the revision has no such part any more.
    case edited(RevisionStep, path: String, part: String?, number: Int, isFinished: Bool)

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
        case .edited(let step, let path, let part, let number, let isFinished):
            explanation = Explanation(
                "\(path): revision \(step.revision) is half done, and its part \(number), which "
                    + (isFinished ? "is committed" : "is under way") + ", is not what the revision says now")
            explanation.notes = [
                .init(label: "DETAIL", text: "Now it is: \(part ?? "nothing, the revision has fewer parts").")
            ]
            explanation.advice =
                "Put back what the revision said, and run again; or bring the database by hand to the state before or "
                + "after the revision, and `athanor stamp` it."
        }
        explanation.state = "Nothing was changed by this run."
        return explanation
    }
}

extension HalfDone {
    /// `after 2 parts that are committed, with 3000 rows of the next updated`.
    package var progress: String {
        let parts = "after \(finishedParts) part\(finishedParts == 1 ? " that is" : "s that are") committed"
        return backfilledRows.map { "\(parts), with \($0) rows of the next updated" } ?? parts
    }
}

extension HalfDone {
    init(_ key: ProgressTable.Key, _ progress: RevisionProgress) {
        self.init(
            revision: key.revision, direction: key.direction, finishedParts: progress.finished.count,
            backfilledRows: progress.parts.first { !$0.isFinished }?.rows)
    }
}

/// Another migrator has gone on with a half-done revision that this run was going on with.
struct ProgressMoved: Error {}
