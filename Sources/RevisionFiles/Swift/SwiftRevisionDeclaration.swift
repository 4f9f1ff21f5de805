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
    /// The static properties, also those in extensions of the type in the same file.
    private(set) var properties: [String: Property]
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
        var inExtensions: [String: [String: Property]] = [:]
        var scopes: [SwiftScope] = []
        // The scopes that later braces open.
        var opened: [Int: SwiftScope] = [:]
        for index in tokens.indices {
            switch tokens[index].kind {
            case .symbol("{"): scopes.append(opened[index] ?? .body)
            case .symbol("}"): _ = scopes.popLast()
            case .word(let keyword) where typeKeywords.contains(keyword):
                let start = SwiftDeclarationStart(before: index, in: tokens)
                guard start.isStatement, let name = typeName(after: index, in: tokens),
                    let brace = body(after: name.end, in: tokens)
                else { continue }
                let rest = tokens[name.end..<brace]
                opened[brace] = .type(
                    name: name.text, isPrivate: start.isPrivate,
                    isGeneric: keyword != "extension" && rest.first?.kind == .symbol("<"))
                if keyword == "extension" {
                    inExtensions[name.text, default: [:]].merge(properties(after: brace, in: conditions)) { $1 }
                    continue
                }
                guard conforms(rest) else { continue }
                found.append(
                    SwiftRevisionDeclaration(
                        name: name.text, nameOffset: tokens[index + 1].utf8Offset,
                        documentation: start.documentation,
                        utf8Offset: tokens[index].utf8Offset, properties: properties(after: brace, in: conditions),
                        reach: SwiftReach(of: name.text, isPrivate: start.isPrivate, in: scopes),
                        dependsOnBuild: conditions.dependingOnBuild.contains(tokens[index].utf8Offset)))
            default: continue
            }
        }
        return found.map { declaration in
            guard case .named(let name) = declaration.reach, let others = inExtensions[name] else { return declaration }
            var declaration = declaration
            declaration.properties.merge(others) { own, _ in own }
            return declaration
        }
    }

    private static let typeKeywords: Set<String> = ["struct", "class", "enum", "actor", "extension"]

    /// The name after a keyword, as code writes it: with backticks if they are there, with dots in extensions. Also
    /// the index of the token after it.
    private static func typeName(after index: Int, in tokens: [SwiftToken]) -> (text: String, end: Int)? {
        guard index + 1 < tokens.count, var text = written(tokens[index + 1]) else { return nil }
        var end = index + 2
        while end + 1 < tokens.count, tokens[end].kind == .symbol("."), let next = written(tokens[end + 1]) {
            text += ".\(next)"
            end += 2
        }
        return (text, end)
    }

    /// An identifier in source; `nil` for a keyword and for other tokens. `class func` and `for actor in` declare no
    /// type.
    private static func written(_ token: SwiftToken) -> String? {
        switch token.kind {
        case .word(let word): notTypeNames.contains(word) ? nil : word
        case .escapedWord(let word): "`\(word)`"
        default: nil
        }
    }

    private static let notTypeNames: Set<String> = [
        "as", "case", "class", "else", "enum", "extension", "fileprivate", "final", "for", "func", "if", "import", "in",
        "init", "internal", "is", "let", "override", "package", "private", "public", "return", "static", "struct",
        "subscript", "typealias", "var", "where", "while",
    ]

    /// The index of the brace that opens the body of a type; `nil` if its name is followed by anything else.
    private static func body(after nameEnd: Int, in tokens: [SwiftToken]) -> Int? {
        guard nameEnd < tokens.count else { return nil }
        switch tokens[nameEnd].kind {
        case .symbol("{"), .symbol(":"), .symbol("<"), .word("where"): break
        default: return nil
        }
        var depth = 0
        for index in tokens[nameEnd...].indices {
            switch tokens[index].kind {
            case .symbol("{") where depth == 0: return index
            case .symbol("}") where depth == 0, .symbol(";") where depth == 0: return nil
            case .symbol("("), .symbol("["): depth += 1
            case .symbol(")"), .symbol("]"):
                guard depth > 0 else { return nil }
                depth -= 1
            default: continue
            }
        }
        return nil
    }

    private static func conforms(_ inheritance: ArraySlice<SwiftToken>) -> Bool {
        inheritance.first?.kind == .symbol(":")
            && inheritance.prefix { $0.kind != .word("where") }.contains { $0.identifier == "Revision" }
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
            case .word("static") where depth == 1, .word("class") where depth == 1:
                guard let name = name(ofStoredAt: index, in: tokens), let identifier = tokens[name].identifier else {
                    break
                }
                let dependsOnBuild = conditions.dependingOnBuild.contains(tokens[index].utf8Offset)
                let (value, literals) = value(of: tokens[(name + 1)...])
                properties[identifier] = Property(
                    value: dependsOnBuild ? .dependsOnBuild : value, utf8Offset: tokens[name].utf8Offset,
                    literals: literals)
            default: break
            }
            index += 1
        }
        return properties
    }

    /// The index of a static property's name.
    private static func name(ofStoredAt index: Int, in tokens: [SwiftToken]) -> Int? {
        var place = index + 1
        while place < tokens.count, case .word(let word) = tokens[place].kind,
            SwiftDeclarationStart.modifiers.contains(word)
        {
            place += 1
            // `nonisolated(unsafe)`, `private(set)`.
            if place + 2 < tokens.count, tokens[place].kind == .symbol("("), tokens[place + 2].kind == .symbol(")") {
                place += 3
            }
        }
        guard place + 1 < tokens.count, tokens[place].kind == .word("let") || tokens[place].kind == .word("var") else {
            return nil
        }
        return place + 1
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
