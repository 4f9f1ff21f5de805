/// A revision in the graph: its place among the others, without its operations.
public struct RevisionNode: Hashable, Sendable {
    /// The revision's own id.
    public let id: RevisionID
    /// The revisions that it comes directly after; none for a base, several for a merge point.
    public let downRevisions: [RevisionID]
    /// The labels that it sets for its branch.
    public let branchLabels: [BranchLabel]
    /// Ids or branch labels of other revisions that must run before it.
    public let dependsOn: [String]
    /// The time of writing; orders revisions that are otherwise independent.
    package let createDate: CreateDate?
    /// Its origin for error messages, usually a file name.
    package let origin: String

    /// Describes one revision. Without an `origin`, the id replaces the file name.
    package init(
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
