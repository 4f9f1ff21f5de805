/// What the graph knows of one revision: its place among the others, not what it does.
public struct RevisionNode: Hashable, Sendable {
    /// The revision's own id.
    public let id: RevisionID
    /// The revisions it comes directly after; none for a base, several for a merge point.
    public let downRevisions: [RevisionID]
    /// The labels it gives to its branch.
    public let branchLabels: [BranchLabel]
    /// Ids, or branch labels, of revisions elsewhere that must run before it.
    public let dependsOn: [String]
    /// When it was written; orders revisions that are otherwise independent.
    public let createDate: CreateDate?
    /// Where it was read from, a file name as a rule, for error messages.
    public let origin: String

    /// Describes one revision. Without an `origin` the id stands in for the file's name.
    public init(
        id: RevisionID, downRevisions: [RevisionID] = [], branchLabels: [BranchLabel] = [], dependsOn: [String] = [],
        createDate: CreateDate? = nil, origin: String? = nil
    ) {
        self.id = id
        self.downRevisions = downRevisions
        self.branchLabels = branchLabels
        self.dependsOn = dependsOn
        self.createDate = createDate
        self.origin = origin ?? id.rawValue
    }
}
