internal import Athanor

/// A revision is not moved because of what the database has, or may have.
enum ReparentCommandError: ExplainedError {
    /// It is applied.
    case applied(RevisionID, followers: [RevisionID], rows: [RevisionID])
    /// The database cannot be asked.
    case unreachable(Explanation)
    /// The database is at revisions without files, so it is not known what is applied.
    case unknownRows([RevisionID])

    private static let wayOut =
        "Once it is certain that it is applied in no database that matters, --without-database moves it unasked."

    var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .applied(let id, let followers, let rows):
            explanation = Explanation(
                "revision \(id) is applied: the database is at \(rows.listed)")
            explanation.advice =
                "Undo it first (`athanor downgrade`), or leave it where it is and "
                + (followers.isEmpty ? "" : "move what is not applied, or ") + "merge with `athanor merge heads`."
        case .unreachable(let reason):
            explanation = reason
            explanation.advice = [reason.advice, Self.wayOut].compactMap { $0 }.joined(separator: " ")
        case .unknownRows(let ids):
            explanation = Explanation(
                "whether it is applied cannot be told: the database holds what no file has, \(ids.listed)")
            explanation.advice =
                "Bring the code up to date: the file may be on another branch of it. " + Self.wayOut
        }
        explanation.state = [explanation.state, "Nothing was changed."].compactMap { $0 }.joined(separator: " ")
        return explanation
    }
}
