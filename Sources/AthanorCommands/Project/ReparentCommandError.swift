internal import Athanor

/// The reason why a revision is not moved: it is applied in the database, or that cannot be ruled out.
enum ReparentCommandError: ExplainedError {
    /// The revision is applied.
    case applied(RevisionID, followers: [RevisionID], rows: [RevisionID])
    /// The database cannot be asked.
    case unreachable(Explanation)
    /// The database is at revisions without files, so it is not known what is applied.
    case unknownRows([RevisionID])

    private static let wayOut =
        "If it is certainly not applied in any database that matters, --without-database moves it without asking."

    var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .applied(let id, let followers, let rows):
            explanation = Explanation(
                "revision \(id) is applied: the database is at \(rows.listed)",
                advice: "Revert it first (`athanor downgrade`), or leave it where it is and "
                    + (followers.isEmpty ? "" : "move what is not applied, or ") + "merge with `athanor merge heads`.")
        case .unreachable(let reason):
            explanation = reason
            explanation.advice = [reason.advice, Self.wayOut].compactMap { $0 }.joined(separator: " ")
        case .unknownRows(let ids):
            explanation = Explanation(
                "it is unknown whether the revision is applied: the database is at revisions without a file, \(ids.listed)",
                advice: "Update the code: the file may be on another branch. " + Self.wayOut)
        }
        explanation.state = [explanation.state, "Nothing was changed."].compactMap { $0 }.joined(separator: " ")
        return explanation
    }
}
