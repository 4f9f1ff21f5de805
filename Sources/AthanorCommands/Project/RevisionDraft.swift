internal import Athanor
internal import Foundation

/// A revision to be written.
struct RevisionDraft {
    let message: String
    let id: RevisionID
    let kind: RevisionTemplate
    /// The names of the revisions that it comes after.
    var heads = ["head"]
    /// Whether others may come after the same revisions already.
    var splice = false
    /// Names for the branch that begins with it.
    var branchLabels: [BranchLabel] = []
    /// The names of other revisions that must be applied before it.
    var dependsOn: [String] = []
    /// A view that it replaces.
    var replacement: ViewReplacement?

    /// Writes the revision's file and, together with it or not at all, the definition files of a view.
    /// - Parameters:
    ///   - format: the format and place of the file.
    ///   - history: the history that the revision extends.
    /// - Returns: the history with the new revision.
    /// - Throws: ``RevisionDraftError`` if the draft cannot be written; `RevisionGraphError` if it does not fit into
    ///   the history. Nothing has been written then.
    func write(as format: RevisionFileFormat, after history: RevisionSet) throws -> WrittenRevision {
        try checkMessage()
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

    /// Refuses control characters, which a terminal would obey and an editor would not show. White space is no problem:
    /// each run of it becomes a space.
    private func checkMessage() throws(RevisionDraftError) {
        let control = message.unicodeScalars.first { scalar in
            scalar.properties.generalCategory == .control && !scalar.properties.isWhitespace
        }
        if let control { throw .controlCharacter(control) }
    }

    private func checkIdentifier(in history: RevisionSet) throws {
        let text = id.rawValue
        let isPlain =
            !text.isEmpty && text.utf8.count <= 100
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } && text.first != "."
        guard isPlain, !RevisionGraph.reservedNames.contains(text) else { throw RevisionDraftError.identifier(text) }
        if let label = branchLabels.first(where: { RevisionGraph.reservedNames.contains($0.rawValue) }) {
            throw RevisionDraftError.branchLabel(label)
        }
        if let taken = history[id] { throw RevisionDraftError.identifierTaken(id, path: taken.path) }
    }
}

/// A revision whose file has just been written.
struct WrittenRevision {
    let entry: RevisionEntry
    /// The history including the revision.
    let history: RevisionSet
}
