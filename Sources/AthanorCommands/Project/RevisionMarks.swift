internal import Athanor

/// The marks and labels that commands show with a revision's id.
struct RevisionMarks {
    private let graph: RevisionGraph
    private let heads: Set<RevisionID>
    private let current: Set<RevisionID>

    /// Marks for the revisions of a graph.
    /// - Parameter current: the rows of the version table, if they are known.
    init(_ graph: RevisionGraph, current: [RevisionID] = []) {
        self.graph = graph
        heads = Set(graph.heads)
        self.current = Set(current)
    }

    /// Marks such as `(head)` and `(current)`; may be empty.
    func text(_ id: RevisionID) -> String {
        var marks: [String] = []
        if heads.contains(id) { marks.append("(head)") }
        if current.contains(id) { marks.append("(current)") }
        if graph.isBranchPoint(id) { marks.append("(branch point)") }
        if graph.isMergePoint(id) { marks.append("(merge point)") }
        return marks.joined(separator: " ")
    }

    /// The id with its marks: `3f9a1c2e77b0 (head)`.
    func named(_ id: RevisionID) -> String {
        let marks = text(id)
        return marks.isEmpty ? id.rawValue : "\(id) \(marks)"
    }

    /// The labels that a revision has, its own and inherited.
    func labels(_ id: RevisionID) -> String {
        graph.labels(of: id).map(\.rawValue).joined(separator: ", ")
    }
}
