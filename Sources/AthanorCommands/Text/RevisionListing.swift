internal import Athanor

/// Revisions in full or in lines, in the forms that commands share.
struct RevisionListing {
    let history: RevisionSet
    let marks: RevisionMarks

    /// The revisions in full, or a line for each.
    func text(_ ids: [RevisionID], inFull: Bool, for output: TextOutput) -> String {
        inFull ? facts(ids, for: output) : table(ids, for: output)
    }

    /// Everything about each revision, divided by empty lines.
    func facts(_ ids: [RevisionID], for output: TextOutput) -> String {
        ids.compactMap { history[$0] }.map { entry in
            RevisionFacts(entry, marks: marks).lines(for: output).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// A line for each: id, marks, labels, title.
    private func table(_ ids: [RevisionID], for output: TextOutput) -> String {
        var table = Table(alignments: [.left, .left, .left, .left])
        for id in ids { table.add([id.rawValue, marks.text(id), marks.labels(id), history[id]?.title ?? ""]) }
        return table.lines(for: output).joined(separator: "\n")
    }

    /// The revisions, as JSON.
    func documents(_ ids: [RevisionID], current: Set<RevisionID>? = nil) -> [RevisionDocument] {
        ids.compactMap { history[$0] }.map { RevisionDocument($0, in: history.graph, current: current) }
    }
}
