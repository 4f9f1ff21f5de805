/// A revision cannot be sealed.
public enum ChecksumUpdateError: Error, Sendable, Hashable, ExplainedError {
    /// Neither a file nor a checksum knows the revision.
    case noSuchRevision(RevisionID)
    /// The revision has not been applied.
    case isNotApplied(RevisionID)
    /// Nothing tells one content of the revision from another here.
    case cannotBeRead(RevisionID, path: String)

    /// What is wrong and what to do.
    public var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .noSuchRevision(let id):
            explanation = Explanation("neither a file nor a checksum in the database knows a revision \(id)")
            explanation.advice =
                "`athanor check --revisions` lists what can be resealed. A revision that no file has any more is named by "
                + "its whole id."
        case .isNotApplied(let id):
            explanation = Explanation("revision \(id) is not applied, so that nothing is sealed of it")
            explanation.advice = "Its file can be edited freely until `athanor upgrade` applies it."
        case .cannotBeRead(let id, let path):
            explanation = Explanation("\(path): nothing tells here whether revision \(id) is edited")
            explanation.advice =
                "A revision in Swift is sealed by the executable that it is compiled into. One that looks at op.arguments or "
                + "op.tag is told by its source, which the build plugin DiscoverRevisions notes."
        }
        explanation.state = "Nothing was changed."
        return explanation
    }
}
