internal import Athanor

/// A revision as JSON.
struct RevisionDocument: Encodable {
    /// The revision's id.
    let revision: String
    /// The revisions that it comes after.
    let downRevisions: [String]
    /// The labels that it gives to its branch.
    let branchLabels: [String]
    /// The labels that it has, its own and inherited.
    let labels: [String]
    /// The other revisions that must be applied before it.
    let dependsOn: [String]
    /// The creation date in its file; absent if the file has none.
    let createDate: String?
    /// The author's description of the revision.
    let message: String
    /// The path of its file.
    let path: String
    /// `sql` or `swift`.
    let kind: String
    let isHead: Bool
    let isBranchPoint: Bool
    let isMergePoint: Bool
    /// Whether the version table names it; absent if no database was asked.
    let isCurrent: Bool?

    init(_ entry: RevisionEntry, in graph: RevisionGraph, current: Set<RevisionID>? = nil) {
        let node = entry.node
        revision = node.id.rawValue
        downRevisions = node.downRevisions.map(\.rawValue)
        branchLabels = node.branchLabels.map(\.rawValue)
        labels = graph.labels(of: node.id).map(\.rawValue)
        dependsOn = node.dependsOn
        createDate = node.createDate?.description
        message = entry.message
        path = entry.path
        kind =
            switch entry.source {
            case .sql: "sql"
            case .swift, .uncompiledSwift: "swift"
            }
        isHead = graph.children(of: node.id).isEmpty
        isBranchPoint = graph.isBranchPoint(node.id)
        isMergePoint = graph.isMergePoint(node.id)
        isCurrent = current?.contains(node.id)
    }
}
