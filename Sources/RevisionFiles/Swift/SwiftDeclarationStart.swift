/// The modifiers, attributes and documentation before the keyword of a type's declaration.
struct SwiftDeclarationStart {
    /// Whether a modifier hides the type from other files.
    private(set) var isPrivate = false
    /// The documentation comment.
    let documentation: String
    /// Whether a statement begins here. Otherwise the keyword is a label, a member or a variable.
    let isStatement: Bool

    /// - Parameters:
    ///   - keyword: the index of the keyword.
    ///   - tokens: the tokens of the file.
    init(before keyword: Int, in tokens: [SwiftToken]) {
        var start = keyword
        var lines: [String] = []
        // Of several comments, the nearest one documents the type.
        var isDocumented = false
        walk: while start > 0 {
            switch tokens[start - 1].kind {
            case .documentation(let line):
                if !isDocumented { lines.append(line) }
                start -= 1
                continue walk
            case .word(let word) where Self.modifiers.contains(word):
                if word == "private" || word == "fileprivate" { isPrivate = true }
                start -= 1
            default:
                guard let attribute = Self.start(ofAttributeBefore: start, in: tokens) else { break walk }
                start = attribute
            }
            isDocumented = !lines.isEmpty
        }
        documentation = lines.reversed().joined(separator: "\n")
        let beginsLine = tokens[start...keyword].contains { $0.beginsLine }
        isStatement = start == 0 || Self.canEndStatement(tokens[start - 1], atLineEnd: beginsLine)
    }

    /// The modifiers that a type may have.
    static let modifiers: Set<String> = [
        "public", "package", "internal", "fileprivate", "private", "open", "final", "indirect", "nonisolated",
        "distributed",
    ]

    /// The index of an attribute, or of a modifier with an argument, that ends before a token; `nil` for anything else.
    private static func start(ofAttributeBefore end: Int, in tokens: [SwiftToken]) -> Int? {
        var place = end - 1
        let hasArgument = tokens[place].kind == .symbol(")")
        if hasArgument {
            var depth = 0
            repeat {
                if tokens[place].kind == .symbol(")") { depth += 1 }
                if tokens[place].kind == .symbol("(") { depth -= 1 }
                place -= 1
            } while depth > 0 && place >= 0
        }
        guard place >= 0, let name = tokens[place].identifier else { return nil }
        if hasArgument, modifiers.contains(name) { return place }
        while place >= 2, tokens[place - 1].kind == .symbol("."), tokens[place - 2].identifier != nil { place -= 2 }
        return place >= 1 && tokens[place - 1].kind == .symbol("@") ? place - 1 : nil
    }

    private static func canEndStatement(_ token: SwiftToken, atLineEnd isLineEnd: Bool) -> Bool {
        switch token.kind {
        // A colon is that of a case: no declaration follows the colon of a label.
        case .symbol("{"), .symbol("}"), .symbol(";"), .symbol(":"): true
        // The ends of expressions and types.
        case .symbol(")"), .symbol("]"), .symbol(">"), .symbol("!"), .symbol("?"): isLineEnd
        case .symbol: false
        default: isLineEnd
        }
    }
}
