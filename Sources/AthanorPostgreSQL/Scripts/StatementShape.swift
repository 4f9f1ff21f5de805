/// What of a statement tells its kind: its words outside parentheses, in capitals.
struct StatementShape {
    /// More than this many tokens in, nothing tells the kind any more.
    private static let limit = 64

    /// The words, `nil` for anything that is no word.
    private(set) var words: [String?] = []

    /// Takes the next token outside parentheses.
    mutating func append(_ word: String?) {
        if words.count < Self.limit { words.append(word) }
    }

    /// The word at an index, `nil` where there is none.
    subscript(index: Int) -> String? {
        words.indices.contains(index) ? words[index] : nil
    }

    /// Whether the statement begins with these words.
    func begins(with leading: String...) -> Bool {
        words.starts(with: leading.map(Optional.some))
    }

    /// Whether a word stands anywhere outside parentheses.
    func contains(_ word: String) -> Bool {
        words.contains(word)
    }

    /// Whether two words stand one after the other outside parentheses.
    func contains(_ first: String, _ second: String) -> Bool {
        zip(words, words.dropFirst()).contains { $0 == first && $1 == second }
    }

    /// Whether this creates a function or procedure, whose body may hold semicolons between BEGIN ATOMIC and END.
    var createsRoutine: Bool {
        let kind = begins(with: "CREATE", "OR", "REPLACE") ? self[3] : self[0] == "CREATE" ? self[1] : nil
        return kind == "FUNCTION" || kind == "PROCEDURE"
    }
}
