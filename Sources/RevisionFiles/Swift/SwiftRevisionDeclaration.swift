/// The declaration of a type that conforms to `Revision`, as found in a source file.
struct SwiftRevisionDeclaration {
    /// The value of a static property.
    enum Value {
        case text(String)
        case list([String])
        /// Something other than a string literal or an array of them.
        case unreadable
    }

    /// A static property of the type.
    struct Property {
        let value: Value
        let utf8Offset: Int
    }

    let name: String
    let documentation: String
    let utf8Offset: Int
    let properties: [String: Property]

    /// All such types of a file, in order.
    static func all(in tokens: [SwiftToken]) -> [SwiftRevisionDeclaration] {
        var found: [SwiftRevisionDeclaration] = []
        for index in tokens.indices {
            guard case .word(let keyword) = tokens[index].kind, ["struct", "class", "enum", "actor"].contains(keyword),
                index + 1 < tokens.count, case .word(let name) = tokens[index + 1].kind,
                let brace = tokens[index...].firstIndex(where: { $0.kind == .symbol("{") }),
                conforms(tokens[(index + 2)..<brace])
            else { continue }
            found.append(
                SwiftRevisionDeclaration(
                    name: name, documentation: documentation(before: index, in: tokens),
                    utf8Offset: tokens[index].utf8Offset, properties: properties(after: brace, in: tokens)))
        }
        return found
    }

    private static func conforms(_ inheritance: ArraySlice<SwiftToken>) -> Bool {
        inheritance.first?.kind == .symbol(":")
            && inheritance.prefix { $0.kind != .word("where") }.contains { $0.kind == .word("Revision") }
    }

    /// The documentation comment of a declaration, which is before its modifiers and attributes.
    private static func documentation(before index: Int, in tokens: [SwiftToken]) -> String {
        var lines: [String] = []
        for token in tokens[..<index].reversed() {
            switch token.kind {
            case .documentation(let line): lines.append(line)
            case .word, .symbol("@"):
                if lines.isEmpty { continue } else { return lines.reversed().joined(separator: "\n") }
            default: return lines.reversed().joined(separator: "\n")
            }
        }
        return lines.reversed().joined(separator: "\n")
    }

    private static func properties(after brace: Int, in tokens: [SwiftToken]) -> [String: Property] {
        var properties: [String: Property] = [:]
        var depth = 1
        var index = brace + 1
        while index < tokens.count, depth > 0 {
            switch tokens[index].kind {
            case .symbol("{"): depth += 1
            case .symbol("}"): depth -= 1
            case .word("static") where depth == 1:
                if index + 2 < tokens.count, case .word(let name) = tokens[index + 2].kind,
                    tokens[index + 1].kind == .word("let") || tokens[index + 1].kind == .word("var")
                {
                    properties[name] = Property(
                        value: value(of: tokens[(index + 3)...]), utf8Offset: tokens[index + 2].utf8Offset)
                }
            default: break
            }
            index += 1
        }
        return properties
    }

    /// The value after a property's name and type: `=` with a literal, or a getter that consists of a literal.
    private static func value(of tokens: ArraySlice<SwiftToken>) -> Value {
        guard let start = tokens.firstIndex(where: { $0.kind == .symbol("=") || $0.kind == .symbol("{") }) else {
            return .unreadable
        }
        let value = tokens[(start + 1)...]
        guard let first = value.first else { return .unreadable }
        switch first.kind {
        case .text(let text):
            return endsExpression(value.dropFirst().first) ? .text(text) : .unreadable
        case .symbol("["):
            var texts: [String] = []
            for token in value.dropFirst() {
                switch token.kind {
                case .text(let text): texts.append(text)
                case .symbol(","): continue
                case .symbol("]"): return .list(texts)
                default: return .unreadable
                }
            }
            return .unreadable
        default:
            return .unreadable
        }
    }

    /// Whether the expression ends after the literal: nothing is called on it or added to it.
    private static func endsExpression(_ next: SwiftToken?) -> Bool {
        switch next?.kind {
        case .symbol("}"), .symbol("@"), .symbol(";"), .word, .documentation, .none: true
        case .symbol, .number, .text, .interpolatedText: false
        }
    }
}
