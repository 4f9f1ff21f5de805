internal import Athanor
internal import Foundation

/// A revision that is about to be written.
struct RevisionDraft {
    let message: String
    let id: RevisionID
    let kind: RevisionTemplate

    /// Words with a meaning of their own where a revision is named.
    private static let reservedWords: Set<String> = ["head", "heads", "base", "current"]

    /// Writes the revision's file on top of the single head of a history.
    /// - Returns: the file's path.
    /// - Throws: ``RevisionDraftError`` when the draft cannot be written; `RevisionGraphError` when there are several heads
    ///   or the id is taken. Nothing has been written then.
    func write(into folder: RevisionDirectory, after history: RevisionSet) throws -> String {
        try checkIdentifier(in: history)
        let heads = history.graph.heads
        guard heads.count <= 1 else { throw RevisionDraftError.severalHeads(heads) }
        // Only checked: what the file will say must fit into the graph.
        _ = try history.graph.newRevision(id, after: heads.map(\.rawValue))
        let revision = NewRevision(id: id, message: message, downRevisions: heads)
        let fileName = kind.fileName(of: revision)
        let path = folder.path.hasSuffix("/") ? folder.path + fileName : "\(folder.path)/\(fileName)"
        let text = try kind.text(of: revision)
        guard readsAsWritten(text, path: path, after: heads) else { throw RevisionDraftError.message(message) }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            throw RevisionDraftError.cannotWrite(path, exists: FileManager.default.fileExists(atPath: path))
        }
        return path
    }

    private func checkIdentifier(in history: RevisionSet) throws(RevisionDraftError) {
        let text = id.rawValue
        let isPlain =
            !text.isEmpty && text.utf8.count <= 100
            && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } && text.first != "."
        guard isPlain, !Self.reservedWords.contains(text) else { throw .identifier(text) }
        if let taken = history[id] { throw .identifierTaken(id, path: taken.path) }
    }

    /// Whether the file will be read back as the revision that it is: a message such as `upgrade` would be taken for a
    /// marker.
    private func readsAsWritten(_ text: String, path: String, after heads: [RevisionID]) -> Bool {
        let source = SourceText(path: path, text: text)
        let entry =
            switch kind {
            case .sql: try? RevisionEntry(sql: source)
            case .swift: try? RevisionEntry(uncompiledSwift: source)
            }
        return entry?.id == id && entry?.node.downRevisions == heads
    }
}

/// A revision cannot be written; nothing has been.
enum RevisionDraftError: ExplainedError {
    /// The id has a character that names of revisions give a meaning to, or is a word with a meaning.
    case identifier(String)
    /// Another revision has the id.
    case identifierTaken(RevisionID, path: String)
    /// The message would spoil the file.
    case message(String)
    /// It is not clear what it would come after.
    case severalHeads([RevisionID])
    /// The file could not be written.
    case cannotWrite(String, exists: Bool)

    var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .identifier(let text):
            explanation = Explanation("\"\(text)\" cannot be a revision's id")
            explanation.advice =
                "An id is letters, digits, `_` and `.`, at most 100 bytes long, and none of head, heads, base, current. "
                + "Without --rev-id, one is made."
        case .identifierTaken(let id, let path):
            explanation = Explanation("there is a revision \(id) already: \(path)")
            explanation.advice = "Choose another id; without --rev-id, one is made."
        case .message(let message):
            explanation = Explanation("a revision with the message \"\(message.onOneLine)\" could not be read back")
            explanation.advice = "Write the message as a sentence, `create table users` for example."
        case .severalHeads(let heads):
            explanation = Explanation(
                "there are \(heads.count) heads, \(heads.map(\.rawValue).joined(separator: " and ")): "
                    + "it is not clear which of them the new revision comes after")
            explanation.advice =
                "Make one history of them first: a revision whose down revisions are all of these heads merges them."
        case .cannotWrite(let path, let exists):
            explanation = Explanation(exists ? "\(path) exists already" : "\(path) cannot be written")
            explanation.advice = exists ? "Choose another id or message." : "Check that the folder may be written to."
        }
        explanation.state = "Nothing was written."
        return explanation
    }
}
