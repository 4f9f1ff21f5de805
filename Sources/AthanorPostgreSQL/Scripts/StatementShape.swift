/// The part of a statement that shows its kind: its words outside parentheses, in capitals.
struct StatementShape {
    /// The maximum number of tokens to keep. Later tokens do not show the kind.
    private static let limit = 64

    /// The words; `nil` for a token that is not a word.
    private(set) var words: [String?] = []

    /// Appends the next token outside parentheses.
    mutating func append(_ word: String?) {
        if words.count < Self.limit { words.append(word) }
    }

    /// The word at an index; `nil` if there is none.
    subscript(index: Int) -> String? {
        words.indices.contains(index) ? words[index] : nil
    }

    /// Whether the statement begins with these words.
    func begins(with leading: String...) -> Bool {
        words.starts(with: leading.map(Optional.some))
    }

    /// Whether a word occurs anywhere outside parentheses.
    func contains(_ word: String) -> Bool {
        words.contains(word)
    }

    /// Whether two words occur one after the other outside parentheses.
    func contains(_ first: String, _ second: String) -> Bool {
        zip(words, words.dropFirst()).contains { $0 == first && $1 == second }
    }

    /// Whether this creates a function or procedure, whose body may contain semicolons between BEGIN ATOMIC and END.
    var createsRoutine: Bool {
        let kind = begins(with: "CREATE", "OR", "REPLACE") ? self[3] : self[0] == "CREATE" ? self[1] : nil
        return kind == "FUNCTION" || kind == "PROCEDURE"
    }
}
