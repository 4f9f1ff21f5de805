extension SwiftToken {
    /// Tokens as a text that is the same for the same tokens: comments are left out.
    static func text(of tokens: [SwiftToken]) -> String {
        tokens.compactMap { token in
            switch token.kind {
            case .word(let word): word
            case .number(let number): number
            case .text(let text): ComparableScripts.quoted(text)
            case .interpolatedText(let text): "literal \(ComparableScripts.quoted(text))"
            case .symbol(let character): String(character)
            case .documentation: nil
            }
        }.joined(separator: " ")
    }
}
