/// A property of a revision that places it in the graph.
package enum GraphProperty: String, Sendable, CaseIterable {
    case revision, downRevisions, branchLabels, dependsOn

    /// The key in the header of an SQL revision.
    var headerKey: SQLRevisionHeader.Key {
        switch self {
        case .revision: .revision
        case .downRevisions: .downRevision
        case .branchLabels: .branchLabels
        case .dependsOn: .dependsOn
        }
    }
}
