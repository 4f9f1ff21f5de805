extension SwiftToken {
    /// Returns tokens as a text that is the same for the same tokens. Comments are omitted.
    static func text(of tokens: [SwiftToken]) -> String {
        tokens.compactMap { token in
            switch token.kind {
            case .word(let word), .escapedWord(let word): word
            case .number(let number): number
            case .text(let text): text.comparableQuoted
            case .interpolatedText(let text): "literal \(text.comparableQuoted)"
            case .regex(let regex): "regex \(regex.comparableQuoted)"
            case .symbol(let character): String(character)
            case .documentation: nil
            }
        }.joined(separator: " ")
    }
}
