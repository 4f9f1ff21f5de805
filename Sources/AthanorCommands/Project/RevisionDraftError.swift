internal import Athanor

/// A revision cannot be written; nothing was written.
enum RevisionDraftError: ExplainedError {
    /// The id has a character with a meaning in names of revisions, or is a reserved word.
    case identifier(String)
    /// The label is a reserved word.
    case branchLabel(BranchLabel)
    /// Another revision has the id.
    case identifierTaken(RevisionID, path: String)
    /// The message has a control character.
    case controlCharacter(Unicode.Scalar)
    /// The message, or a name, would make the file unreadable.
    case message(String, reason: Explanation?)
    /// The text from the user's template is not read back as the revision.
    case template(String, reason: Explanation)
    /// The history has several heads, and none was chosen: the heads with their titles.
    case severalHeads([(RevisionID, title: String)])
    /// The encoding of revision files does not have all characters, or does not give them back unchanged.
    case encoding(TextEncoding, SourcePlace?, Character?)
    /// The file could not be written.
    case cannotWrite(String, exists: Bool)

    var explanation: Explanation {
        var explanation: Explanation
        switch self {
        case .identifier(let text):
            explanation = Explanation(
                "\"\(text)\" cannot be a revision's id",
                advice:
                    "An id has only letters, digits, `_` and `.`, at most 100 bytes, and is not head, heads, base or "
                    + "current. Without --rev-id, one is made.")
        case .branchLabel(let label):
            explanation = Explanation(
                "\"\(label)\" cannot be a branch label: the word is reserved",
                advice: "Choose another; head, heads, base and current are reserved.")
        case .identifierTaken(let id, let path):
            explanation = Explanation(
                "revision \(id) exists already: \(path)",
                advice: "Choose another id; without --rev-id, one is made.")
        case .controlCharacter(let scalar):
            let code = String(scalar.value, radix: 16, uppercase: true)
            explanation = Explanation(
                "the message has the control character U+\(String(repeating: "0", count: 4 - code.count))\(code)",
                advice: "Write it without. A shell makes one of `\\e`, `\\a` and `\\b` in `$'…'`.")
        case .message(let message, let reason):
            explanation = Explanation(
                "a revision with the message \"\(message.onOneLine)\" could not be read back",
                notes: Self.notes(reason),
                advice:
                    "Write the message as a sentence, `create table users` for example, and names of branches with "
                    + "letters, digits and `_`.")
        case .template(let path, let reason):
            explanation = Explanation(
                "the text from the template \(path) is not read back as the new revision",
                notes: Self.notes(reason),
                advice: "Correct the template; `athanor help list-templates` says how to show the built-in ones.")
        case .severalHeads(let heads):
            explanation = Explanation(
                "there are \(heads.count) heads: it is unclear which of them the new revision comes after")
            let width = heads.map(\.0.rawValue.displayWidth).max() ?? 0
            explanation.notes = [
                Explanation.Note(
                    label: "HEADS",
                    text: heads.map { "\($0.0.rawValue.padded(to: width))  \($0.title.onOneLine)" }
                        .joined(separator: "\n"))
            ]
            explanation.advice =
                "Name one with --head \(heads.first?.0.rawValue ?? "X"), or merge them first with "
                + "`athanor merge heads`."
        case .encoding(let encoding, let place, let character):
            explanation = Explanation(
                character.map { "the encoding \(encoding.name) has no \"\($0)\"" }
                    ?? "the encoding \(encoding.name) does not give back the text that was written",
                at: place,
                advice: "Use other characters, or set `output_encoding` in athanor.yaml to another encoding, "
                    + "preferably utf-8.")
        case .cannotWrite(let path, let exists):
            explanation = Explanation(
                exists ? "\(path) exists already" : "\(path) cannot be written",
                advice: exists ? "Choose another id or message." : "Check that the folder may be written to.")
        }
        explanation.state = "Nothing was written."
        return explanation
    }

    /// The reason as a note, with the line at fault if there is one.
    private static func notes(_ reason: Explanation?) -> [Explanation.Note] {
        guard let reason else { return [] }
        let excerpt = reason.place.map { SourceExcerpt($0).lines } ?? []
        let line = reason.place.map { "line \($0.line): " } ?? ""
        return [Explanation.Note(label: "REASON", text: ([line + reason.message] + excerpt).joined(separator: "\n"))]
    }
}
