/// An error: the checksum of a revision cannot be updated.
public enum ChecksumUpdateError: Error, Sendable, Hashable, ExplainedError {
    /// Neither a file nor a recorded checksum has the revision.
    case noSuchRevision(RevisionID)
    /// The revision has not been applied.
    case isNotApplied(RevisionID)
    /// `upgrade` of the revision threw an error: the problem, and what to do.
    case threw(RevisionID, path: String, Explanation)
    /// The content of the revision cannot be compared in this executable.
    case cannotBeRead(RevisionID, path: String)

    /// The problem, and what to do.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .noSuchRevision(let id):
            explanation = Explanation(
                "revision \(id) has neither a file nor a checksum in the database",
                advice:
                    "`athanor check --revisions` lists the revisions whose checksum can be updated. For a revision "
                    + "without a file, write the whole id.")
        case .isNotApplied(let id):
            explanation = Explanation(
                "revision \(id) is not applied, so it has no checksum",
                advice: "Its file can be edited freely until `athanor upgrade` applies it.")
        case .threw(let id, let path, let reason):
            explanation = reason
            if reason.place == nil { explanation.message = "\(path): revision \(id): \(reason.message)" }
        case .cannotBeRead(let id, let path):
            explanation = Explanation(
                "\(path): this executable cannot check whether revision \(id) was edited",
                advice:
                    "Use the executable that the Swift revision is compiled into. A revision that reads op.arguments "
                    + "or op.tag is compared by its source, which the build plugin DiscoverRevisions records.")
        }
        explanation.state = "Nothing was changed."
        return explanation
    }
}
