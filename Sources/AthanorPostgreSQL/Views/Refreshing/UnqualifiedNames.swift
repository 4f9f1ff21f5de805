internal import Athanor

/// The names without a schema by which a function's body may refer to relations or functions.
///
/// It reads the body's tokens, not its grammar. A name counts as a relation's where relations occur (for example after
/// `FROM`, `JOIN` or `INTO`), and as a function's before a parenthesis. The catalog then shows whether such a name
/// exists.
struct UnqualifiedNames: Sendable, Hashable {
    /// Names as PostgreSQL stores them, each once.
    private(set) var relations: [String] = []
    private(set) var functions: [String] = []

    private struct Token {
        let kind: Lexer.Token.Kind
        let text: String
        /// The name as PostgreSQL stores it; `nil` if the token cannot be a name.
        let name: String?

        var keyword: String? { kind == .word ? text.uppercased() : nil }
    }

    /// The parser's state within one pair of parentheses.
    private struct Place {
        var isInFromList = false
        /// Whether a relation may come next.
        var expectsRelation = false
    }

    /// Reads the names in a body in SQL or PL/pgSQL.
    init(in body: String) {
        let bytes = Array(body.utf8)
        var lexer = Lexer(bytes)
        var tokens: [Token] = []
        while let token = try? lexer.next() {
            let text = String(decoding: bytes[token.range], as: UTF8.self)
            tokens.append(Token(kind: token.kind, text: text, name: Self.name(token.kind, text)))
        }
        let texts = tokens.map(\.text)
        var named: [String] = []
        var places = [Place()]
        var place: Place {
            get { places.last ?? Place() }
            set { if !places.isEmpty { places[places.count - 1] = newValue } }
        }
        func text(_ index: Int) -> String? { texts.indices.contains(index) ? texts[index] : nil }
        func keyword(_ index: Int) -> String? { tokens.indices.contains(index) ? tokens[index].keyword : nil }
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .opening:
                let inner = Place(isInFromList: place.expectsRelation, expectsRelation: place.expectsRelation)
                place.expectsRelation = false
                places.append(inner)
                continue
            case .closing:
                if places.count > 1 { places.removeLast() }
                continue
            case .semicolon:
                places = [Place()]
                continue
            case .other where token.text == ",":
                place.expectsRelation = place.isInFromList
                continue
            case .word, .quotedIdentifier: break
            case .string, .number, .other: continue
            }
            if let word = token.keyword, text(index - 1) != "." {
                switch word {
                case "FROM" where keyword(index - 1) != "DISTINCT":
                    place = Place(isInFromList: true, expectsRelation: true)
                    continue
                case "JOIN", "INTO", "UPDATE", "USING":
                    place.expectsRelation = true
                    continue
                case "ONLY", "LATERAL":
                    continue
                case "SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "WINDOW", "LIMIT", "OFFSET", "FETCH", "FOR", "SET",
                    "UNION", "INTERSECT", "EXCEPT", "RETURNING", "LOOP", "THEN", "VALUES":
                    place = Place()
                    continue
                default: break
                }
            }
            let expectsRelation = place.expectsRelation
            place.expectsRelation = false
            guard let name = token.name, text(index - 1) != "." else { continue }
            if keyword(index - 1) == "WITH" || keyword(index - 1) == "RECURSIVE" || Self.isDefined(index, texts) {
                named.append(name)
            } else if text(index + 1) == "." {
                // `t.a%TYPE`
                if text(index + 3) == "%", keyword(index + 4) == "TYPE" { relations.append(name) }
            } else if text(index + 1) == "%", keyword(index + 2) == "ROWTYPE" {
                relations.append(name)
            } else if text(index + 1) == "(", keyword(index - 1) != "INTO" {
                functions.append(name)
            } else if expectsRelation {
                relations.append(name)
            }
        }
        relations = Self.once(relations.filter { !named.contains($0) })
        functions = Self.once(functions)
    }

    /// Whether a token names a common table expression: `name AS (`, `name AS NOT MATERIALIZED (`.
    private static func isDefined(_ index: Int, _ tokens: [String]) -> Bool {
        var rest = tokens[(index + 1)...].prefix(4).map { $0.uppercased() }[...]
        guard rest.popFirst() == "AS" else { return false }
        if rest.first == "NOT" { rest = rest.dropFirst() }
        if rest.first == "MATERIALIZED" { rest = rest.dropFirst() }
        return rest.first == "("
    }

    private static func name(_ kind: Lexer.Token.Kind, _ text: String) -> String? {
        switch kind {
        case .word: String(text.map { $0.isASCII ? Character($0.lowercased()) : $0 })
        case .quotedIdentifier where text.utf8.first == UInt8(ascii: "\""):
            text.unquoted(by: "\"")
        default: nil
        }
    }

    private static func once(_ names: [String]) -> [String] {
        var seen: Set<ExactText> = []
        return names.filter { seen.insert(ExactText($0)).inserted }
    }
}
