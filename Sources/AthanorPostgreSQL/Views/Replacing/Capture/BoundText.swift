internal import Athanor

/// Text that the server deparsed, changed to refer to new views.
///
/// It is deparsed, and parsed again, under a search path without schemas of users, so every name in it has its schema,
/// except the system's own. Only the schemas of the views are replaced here, so no name can be resolved to an unrelated
/// object.
struct BoundText: Sendable {
    /// The views, with the schemas in which they are built.
    private let building: [QualifiedName: String]

    init(of views: [CapturedView], in schemas: BuildingSchemas) {
        building = Dictionary(views.map { ($0.qualifiedName, schemas.schema(of: $0)) }) { first, _ in first }
    }

    /// Returns the text with the schemas of the views replaced.
    func text(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var lexer = Lexer(bytes)
        var tokens: [Lexer.Token] = []
        do {
            while let token = try lexer.next() { tokens.append(token) }
        } catch {
            // The server can parse what it deparsed; if not, it reports the error itself.
            return text
        }
        // `b.m` may be the column m of an alias b; the grammar decides.
        let names = QualifiedNames(in: text)
        var result: [UInt8] = []
        var copied = 0
        func word(_ index: Int) -> String? {
            guard tokens.indices.contains(index) else { return nil }
            return Self.identifier(tokens[index], in: bytes)
        }
        func isDot(_ index: Int) -> Bool {
            tokens.indices.contains(index) && bytes[tokens[index].range].elementsEqual(".".utf8)
        }
        // Without the grammar: a name before a parenthesis is a function, except after INTO.
        func isRelation(_ index: Int) -> Bool {
            !(tokens.indices.contains(index + 3) && tokens[index + 3].kind == .opening)
                || word(index - 1)?.lowercased() == "into"
        }
        for index in tokens.indices {
            guard !isDot(index - 1), isDot(index + 1), !isDot(index + 3),
                let schema = word(index), let name = word(index + 2),
                let building = building[QualifiedName(schema: schema, name: name)],
                names?.begin(at: tokens[index].range.lowerBound) ?? isRelation(index)
            else { continue }
            result += bytes[copied..<tokens[index].range.lowerBound]
            result += PostgreSQLDialect().quote(building).utf8
            copied = tokens[index].range.upperBound
        }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    /// Returns the name of a token. Names without quotes are lower case in the server's text.
    private static func identifier(_ token: Lexer.Token, in bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes[token.range], as: UTF8.self)
        return switch token.kind {
        case .word: text
        case .quotedIdentifier: text.unquoted(by: "\"")
        default: nil
        }
    }
}

/// The positions of relations and types that are written with their schemas.
private struct QualifiedNames {
    /// The limit in bytes, since a deparsed query may be long.
    private static let longestText = 1_048_576

    private var places: Set<Int> = []

    /// `nil` if the grammar cannot parse the text, since the server is newer, or the text is deeply nested or too long.
    init?(in text: String) {
        guard let parsed = ParsedStatement(text, longest: Self.longestText) else { return nil }
        add(parsed.node)
    }

    /// Whether such a name begins at a position, in bytes.
    func begin(at place: Int) -> Bool { places.contains(place) }

    private mutating func add(_ value: Any) {
        if let list = value as? [Any] {
            for element in list { add(element) }
        } else if let node = value as? [String: Any] {
            let isRelation = node["relname"] != nil && node["schemaname"] != nil
            let isType = (node["names"] as? [Any])?.count == 2 && node["typemod"] != nil
            // The parser omits `location` for position 0.
            if isRelation || isType { places.insert(node["location"] as? Int ?? 0) }
            for element in node.values { add(element) }
        }
    }
}
