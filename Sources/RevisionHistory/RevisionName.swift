/// A name as it is written on the command line, taken apart: `branch@symbol+2`.
struct RevisionName {
    let text: String
    /// What stands before the first `@`, if anything does.
    let branch: String?
    /// An id, its beginning, a label, `head`, `heads` or `base`.
    let symbol: String?
    /// Steps up, or down when negative; `nil` for a place itself.
    let steps: Steps?

    struct Steps {
        let count: Int
        let isUp: Bool
    }

    /// More than any graph has revisions; longer numbers mean no more.
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

    /// Whether a text can stand for itself in a name: it is not empty and holds nothing with a meaning of its own.
    static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "@", "-", "+", ":": false
                default: !scalar.properties.isWhitespace
                }
            }
    }
}
