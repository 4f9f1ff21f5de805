internal import Athanor
internal import Foundation

/// A revision that is about to be written.
struct RevisionDraft {
    let message: String
    let id: RevisionID
    let kind: RevisionTemplate
    /// What it comes after: names.
    var heads = ["head"]
    /// Whether others may come after the same revisions already.
    var splice = false
    /// Names for the branch that begins with it.
    var branchLabels: [BranchLabel] = []
    /// What else must be applied before it: names.
    var dependsOn: [String] = []
    /// A view that it replaces.
    var replacement: ViewReplacement?

    /// Words with a meaning of their own where a revision is named.
    private static let reservedWords: Set<String> = ["head", "heads", "base", "current"]

    /// Writes the revision's file.
    /// - Parameters:
    ///   - format: how and where it is written.
    ///   - history: what it comes after.
    /// - Returns: the history with the new revision.
    /// Definition files of a view are written with it, or not at all.
    /// - Throws: ``RevisionDraftError`` when the draft cannot be written; `RevisionGraphError` when it would not fit into the
    ///   history. Nothing has been written then.
    func write(as format: RevisionFileFormat, after history: RevisionSet) throws -> WrittenRevision {
        try checkIdentifier(in: history)
        let heads = history.graph.heads
        guard self.heads != ["head"] || heads.count <= 1 else {
            throw RevisionDraftError.severalHeads(heads.map { ($0, history[$0]?.title ?? "") })
        }
        let file = try format.file(of: self)
        let node = try history.graph.newRevision(
            id, after: self.heads, splice: splice, branchLabels: branchLabels, dependsOn: dependsOn, origin: file.path)
        let revision = NewRevision(
            id: id, message: message, downRevisions: node.downRevisions, branchLabels: branchLabels,
            dependsOn: node.dependsOn, createDate: file.createDate, work: work)
        let text = try format.text(of: revision, as: kind)
        let entry = try format.entry(of: revision, in: text, as: kind, at: file.path)
        if let replacement {
            try replacement.writing(as: format) { try format.write(text, to: file.path) }
        } else {
            try format.write(text, to: file.path)
        }
        return WrittenRevision(
            entry: entry, history: try RevisionSet(history.all + [entry], definitionFiles: history.definitionFiles))
    }

    private var work: RevisionWorkText {
        guard let replacement else { return RevisionWorkText() }
        return ViewReplacingWork(replacement.view, newFile: replacement.newFile, oldFile: replacement.oldFile)
            .work(as: kind)
    }

    private func checkIdentifier(in history: RevisionSet) throws {
        let text = id.rawValue
        let isPlain =
            !text.isEmpty && text.utf8.count <= 100
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } && text.first != "."
        guard isPlain, !Self.reservedWords.contains(text) else { throw RevisionDraftError.identifier(text) }
        if let label = branchLabels.first(where: { Self.reservedWords.contains($0.rawValue) }) {
            throw RevisionDraftError.branchLabel(label)
        }
        if let taken = history[id] { throw RevisionDraftError.identifierTaken(id, path: taken.path) }
    }
}

/// A revision whose file has just been written.
struct WrittenRevision {
    /// The revision.
    let entry: RevisionEntry
    /// The history with it.
    let history: RevisionSet
}
