/// An error: a database was not erased, or not marked as disposable.
public enum ErasingError: Error, Sendable, Hashable, ExplainedError {
    /// The database is not marked as disposable.
    case notDisposable(ConnectedPlace)
    /// The mark was made for another database, and this is a copy of it, or was moved.
    case copied(ConnectedPlace, DisposableMark)
    /// The mark did not count when it was read after it was written: something in the database changed it.
    case markDoesNotCount(ConnectedPlace)
    /// The target counts from where the database is, and erasing changes that.
    case relativeTarget(String)
    /// After erasing, an upgrade to the target would apply nothing.
    case nothingToApply(String)
    /// The database refused to drop something, or the upgrade would create something that cannot be dropped.
    case refused(DatabaseFailure)

    /// The problem, and what to do.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .markDoesNotCount(let place):
            return Explanation(
                "the database \(place) could not be marked as disposable: the mark was changed while it was written",
                state: "The database is not marked.",
                advice: "Look for triggers on the table of the mark (`athanor.disposable`, on SQLite "
                    + "`athanor_disposable`), or drop the table. Then mark the database again.")
        case .notDisposable(let place):
            explanation = Explanation(
                "the database \(place) is not marked as disposable, and only a marked one may be erased",
                advice: "If everything in it may be dropped at any time, mark it with `athanor mark-disposable`. "
                    + "Otherwise run `athanor upgrade` without --erase-if-edited.")
        case .copied(let place, let mark):
            explanation = Explanation(
                "the database \(place) is not the one that \(mark.markedBy) marked as disposable at \(mark.markedAt): "
                    + (mark.difference ?? "it is a copy"),
                advice: "If everything in this one may be dropped at any time too, mark it with "
                    + "`athanor mark-disposable`. Otherwise remove the mark: `athanor mark-disposable --remove`.")
        case .relativeTarget(let target):
            explanation = Explanation(
                "the target \(target) counts from where the database is, and erasing changes that",
                advice: "Name a place in the history, such as head or an id: "
                    + "`athanor upgrade head --erase-if-edited`.")
        case .nothingToApply(let target):
            explanation = Explanation(
                "an upgrade to \(target) would apply nothing after erasing: the database would stay empty",
                advice: "`athanor history` lists the revisions that the configured folders have. If some are missing, "
                    + "look at `versions` and `script_location` in athanor.yaml.")
        case .refused(let failure):
            explanation = failure.explanation
            if failure.kind == .notAllowed {
                explanation.advice =
                    "Erasing needs the owner of everything in the database. Run this as that role, or drop the object first."
            }
        }
        explanation.state = "Nothing was erased."
        return explanation
    }
}
