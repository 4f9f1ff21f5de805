/// The parts of a name on the command line: `branch@symbol+2`.
struct RevisionName {
    let text: String
    /// The text before the first `@`, if any.
    let branch: String?
    /// An id, its beginning, a label, `head`, `heads` or `base`.
    let symbol: String?
    /// Steps up or down; `nil` for a name without steps.
    let steps: Steps?

    struct Steps {
        let count: Int
        let isUp: Bool
    }

    /// The limit for steps, more than any graph has revisions. Larger numbers are reduced to it.
    private static let mostSteps = 1 << 40

    init(_ text: String) throws(RevisionGraphError) {
        self.text = text
        var rest = Substring(text)
        if let mark = text.firstIndex(of: "@") {
            branch = mark == text.startIndex ? nil : String(text[..<mark])
            rest = text[text.index(after: mark)...]
        } else {
            branch = nil
        }
        if let sign = rest.firstIndex(where: { $0 == "+" || $0 == "-" }) {
            let digits = rest[rest.index(after: sign)...]
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .invalidName(text)
            }
            steps = Steps(count: min(Int(digits) ?? Self.mostSteps, Self.mostSteps), isUp: rest[sign] == "+")
            rest = rest[..<sign]
        } else {
            steps = nil
        }
        symbol = rest.isEmpty ? nil : String(rest)
        if symbol == nil, steps == nil { throw .invalidName(text) }
        for part in [branch, symbol].compactMap({ $0 }) where !Self.isPlain(part) { throw .invalidName(text) }
    }

    /// Whether a text can be used in a name unchanged: it is not empty and contains no white space, control characters
    /// or special characters.
    static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "@", "-", "+", ":", ",", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": false
                default: !scalar.properties.isWhitespace
                }
            }
    }

    /// Whether a text can be the id of a revision or the label of a branch.
    static func canBeGiven(_ text: String) -> Bool { isPlain(text) && !RevisionGraph.reservedNames.contains(text) }
}
