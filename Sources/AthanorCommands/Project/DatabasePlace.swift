internal import Athanor

/// The place of a database in a history, including rows that the history does not have.
struct DatabasePlace {
    /// The rows that are revisions of the history, in its order.
    let known: [RevisionID]
    /// The others, in alphabetical order.
    let unknown: [RevisionID]
    /// The revisions that are not applied yet, as far as the known rows show.
    let pending: [RevisionID]
    private let heads: [RevisionID]

    init(rows: [RevisionID], history: RevisionSet) {
        let graph = history.graph
        let present = Set(rows)
        known = graph.sorted(rows.filter { graph[$0] != nil }) { $0 }
        unknown = present.filter { graph[$0] == nil }.sorted()
        heads = graph.effectiveHeads
        let applied = (try? graph.applied(known)) ?? []
        pending = graph.nodes.map(\.id).filter { !applied.contains($0) }
    }

    /// Whether everything is applied.
    var isAtHeads: Bool { unknown.isEmpty && pending.isEmpty }

    /// The error for unknown rows and, if heads are checked, for pending revisions.
    func failure(checkingHeads: Bool) -> (any ExplainedError)? {
        if !unknown.isEmpty { return RevisionGraphError.databaseRevisionUnknown(unknown) }
        guard checkingHeads, !isAtHeads else { return nil }
        return DatabaseNotAtHeads(rows: known, heads: heads, pending: pending.count)
    }
}

/// The error of `--check-heads`: the database is not at every head.
struct DatabaseNotAtHeads: ExplainedError {
    let rows: [RevisionID]
    let heads: [RevisionID]
    let pending: Int

    var explanation: Explanation {
        let target = heads.count == 1 ? "the head" : "every head"
        return Explanation(
            "the database is not at \(target)",
            state: "It is at \(rows.listed); the \(heads.count == 1 ? "head is" : "heads are") \(heads.listed), "
                + "\(pending) revision\(pending == 1 ? "" : "s") further.",
            advice: "`athanor upgrade \(heads.count == 1 ? "head" : "heads")` applies what is missing.")
    }
}

/// A failure after the whole output, which contains it already for programs.
struct FailureAfterOutput: Error {
    let explanation: Explanation

    init(_ explanation: Explanation) {
        self.explanation = explanation
    }
}
