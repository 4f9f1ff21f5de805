/// The declaration of a type that conforms to `Revision`, as found in a source file.
struct SwiftRevisionDeclaration {
    /// The value of a static property.
    enum Value {
        case text(String)
        case list([String])
        /// Something other than a string literal or an array of them.
        case unreadable
        /// Inside `#if` with a condition that depends on the build.
        case dependsOnBuild
    }

    /// A static property of the type.
    struct Property {
        let value: Value
        let utf8Offset: Int
        /// The string literals of the value.
        let literals: [SwiftToken]
    }

    let name: String
    let nameOffset: Int
    let documentation: String
    let utf8Offset: Int
    let properties: [String: Property]
    /// Whether another file can name the type.
    let reach: SwiftReach
    /// Whether the declaration is inside `#if` with a condition that depends on the build.
    let dependsOnBuild: Bool

    /// All such types of a file, in order.
    static func all(in source: SourceText) -> [SwiftRevisionDeclaration] {
        all(in: SwiftConditions(SwiftTokens(source).tokens, in: source))
    }

    /// All such types among the tokens that the compiler reads.
    static func all(in conditions: SwiftConditions) -> [SwiftRevisionDeclaration] {
        let tokens = conditions.tokens
        var found: [SwiftRevisionDeclaration] = []
        var scopes: [SwiftScope] = []
        // The scopes that later braces open.
        var opened: [Int: SwiftScope] = [:]
        for index in tokens.indices {
            switch tokens[index].kind {
            case .symbol("{"): scopes.append(opened[index] ?? .body)
            case .symbol("}"): _ = scopes.popLast()
            case .word(let keyword) where typeKeywords.contains(keyword):
                guard let name = typeName(after: index, in: tokens),
                    let brace = tokens[index...].firstIndex(where: { $0.kind == .symbol("{") })
                else { continue }
                let isPrivate = isPrivate(before: index, in: tokens)
                let rest = tokens[name.end..<brace]
                opened[brace] = .type(
                    name: name.text, isPrivate: isPrivate,
                    isGeneric: keyword != "extension" && rest.first?.kind == .symbol("<"))
                guard keyword != "extension", conforms(rest) else { continue }
                found.append(
                    SwiftRevisionDeclaration(
                        name: name.text, nameOffset: tokens[index + 1].utf8Offset,
                        documentation: documentation(before: index, in: tokens),
                        utf8Offset: tokens[index].utf8Offset, properties: properties(after: brace, in: conditions),
                        reach: SwiftReach(of: name.text, isPrivate: isPrivate, in: scopes),
                        dependsOnBuild: conditions.dependingOnBuild.contains(tokens[index].utf8Offset)))
            default: continue
            }
        }
        return found
    }

    private static let typeKeywords: Set<String> = ["struct", "class", "enum", "actor", "extension"]

    /// The name after a keyword, with dots in extensions, and the index of the token after it.
    private static func typeName(after index: Int, in tokens: [SwiftToken]) -> (text: String, end: Int)? {
        guard index + 1 < tokens.count, let first = tokens[index + 1].identifier,
            // `class func`, `class var` and so on declare no type.
            !["func", "var", "let", "subscript", "override", "final"].contains(first)
        else { return nil }
        var text = first
        var end = index + 2
        while end + 1 < tokens.count, tokens[end].kind == .symbol("."), let next = tokens[end + 1].identifier {
            text += ".\(next)"
            end += 2
        }
        return (text, end)
    }

    /// Whether one of the modifiers before a keyword hides the declaration from other files.
    private static func isPrivate(before index: Int, in tokens: [SwiftToken]) -> Bool {
        let modifiers: Set<String> = [
            "public", "package", "internal", "fileprivate", "private", "open", "final", "indirect", "nonisolated",
        ]
        for token in tokens[..<index].reversed() {
            guard case .word(let word) = token.kind, modifiers.contains(word) else { return false }
            if word == "private" || word == "fileprivate" { return true }
        }
        return false
    }

    private static func conforms(_ inheritance: ArraySlice<SwiftToken>) -> Bool {
        inheritance.first?.kind == .symbol(":")
            && inheritance.prefix { $0.kind != .word("where") }.contains { $0.identifier == "Revision" }
    }

    /// The documentation comment of a declaration, which is before its modifiers and attributes.
    private static func documentation(before index: Int, in tokens: [SwiftToken]) -> String {
        var lines: [String] = []
        for token in tokens[..<index].reversed() {
            switch token.kind {
            case .documentation(let line): lines.append(line)
            case .word, .escapedWord, .symbol("@"):
                if lines.isEmpty { continue } else { return lines.reversed().joined(separator: "\n") }
            default: return lines.reversed().joined(separator: "\n")
            }
        }
        return lines.reversed().joined(separator: "\n")
    }

    private static func properties(after brace: Int, in conditions: SwiftConditions) -> [String: Property] {
        let tokens = conditions.tokens
        var properties: [String: Property] = [:]
        var depth = 1
        var index = brace + 1
        while index < tokens.count, depth > 0 {
            switch tokens[index].kind {
            case .symbol("{"): depth += 1
            case .symbol("}"): depth -= 1
            case .word("static") where depth == 1:
                if index + 2 < tokens.count, let name = tokens[index + 2].identifier,
                    tokens[index + 1].kind == .word("let") || tokens[index + 1].kind == .word("var")
                {
                    let dependsOnBuild = conditions.dependingOnBuild.contains(tokens[index].utf8Offset)
                    let (value, literals) = value(of: tokens[(index + 3)...])
                    properties[name] = Property(
                        value: dependsOnBuild ? .dependsOnBuild : value, utf8Offset: tokens[index + 2].utf8Offset,
                        literals: literals)
                }
            default: break
            }
            index += 1
        }
        return properties
    }

    /// The value after a property's name and type: `=` with a literal, or a getter that consists of a literal.
    private static func value(of tokens: ArraySlice<SwiftToken>) -> (value: Value, literals: [SwiftToken]) {
        guard let start = tokens.firstIndex(where: { $0.kind == .symbol("=") || $0.kind == .symbol("{") }) else {
            return (.unreadable, [])
        }
        let value = tokens[(start + 1)...]
        guard let first = value.first else { return (.unreadable, []) }
        switch first.kind {
        case .text(let text):
            return endsExpression(value.dropFirst().first) ? (.text(text), [first]) : (.unreadable, [])
        case .symbol("["):
            return list(value.dropFirst())
        default:
            return (.unreadable, [])
        }
    }

    /// A list of texts, after its opening bracket. Nothing may be added to it.
    private static func list(_ tokens: ArraySlice<SwiftToken>) -> (value: Value, literals: [SwiftToken]) {
        var texts: [String] = []
        var literals: [SwiftToken] = []
        var isAfterText = false
        for index in tokens.indices {
            switch tokens[index].kind {
            case .text(let text) where !isAfterText:
                texts.append(text)
                literals.append(tokens[index])
                isAfterText = true
            case .symbol(",") where isAfterText: isAfterText = false
            case .documentation: continue
            case .symbol("]"):
                return endsExpression(tokens[(index + 1)...].first) ? (.list(texts), literals) : (.unreadable, [])
            default: return (.unreadable, [])
            }
        }
        return (.unreadable, [])
    }

    /// Whether the expression ends after the literal: nothing is called on it or added to it.
    private static func endsExpression(_ next: SwiftToken?) -> Bool {
        switch next?.kind {
        // More may follow a cast: `["a1"] as [RevisionID] + others`.
        case .word("as"), .word("is"): false
        case .symbol("}"), .symbol("@"), .symbol(";"), .word, .escapedWord, .documentation, .none: true
        case .symbol, .number, .text, .interpolatedText, .regex: false
        }
    }
}
