internal import Athanor

/// A revision as commands give it to machines.
struct RevisionDocument: Encodable {
    /// The revision's id.
    let revision: String
    /// What it comes after.
    let downRevisions: [String]
    /// The labels that it gives to its branch.
    let branchLabels: [String]
    /// The labels that it has, its own and inherited.
    let labels: [String]
    /// What else must be applied before it.
    let dependsOn: [String]
    /// When it was written, as its file says it; absent when it does not.
    let createDate: String?
    /// What it does, in the author's words.
    let message: String
    /// The file it stands in.
    let path: String
    /// `sql` or `swift`.
    let kind: String
    let isHead: Bool
    let isBranchPoint: Bool
    let isMergePoint: Bool
    /// Whether the database is there; absent where no database was asked.
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
