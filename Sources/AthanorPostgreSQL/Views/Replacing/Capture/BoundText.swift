internal import Athanor

/// Text that the server deparsed, pointed at new views.
///
/// It is deparsed, and read again, under a search path without schemas of users, so that every name in it but the system's own has
/// its schema. Here the schemas of the views are exchanged, and nothing else: what is read finds no other object by its name alone.
struct BoundText: Sendable {
    /// The views, with where they are built.
    private let building: [QualifiedName: String]

    init(of views: [CapturedView], in schemas: BuildingSchemas) {
        building = Dictionary(views.map { ($0.qualifiedName, schemas.schema(of: $0)) }) { first, _ in first }
    }

    /// The text, with the schemas of the views exchanged.
    func text(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var lexer = Lexer(bytes)
        var tokens: [Lexer.Token] = []
        do {
            while let token = try lexer.next() { tokens.append(token) }
        } catch {
            // What the server deparsed, it can read; then it says what is wrong with it.
            return text
        }
        // `b.m` may be column m of something that is called b: the grammar tells.
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
        // Where the grammar cannot tell: what stands before a parenthesis is a function, except after INTO.
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

    /// The name that a token means; the server writes lower case without quotes.
    private static func identifier(_ token: Lexer.Token, in bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes[token.range], as: UTF8.self)
        return switch token.kind {
        case .word: text
        case .quotedIdentifier: text.unquoted(by: "\"")
        default: nil
        }
    }
}

/// The places where relations and types are written with their schemas.
private struct QualifiedNames {
    /// A deparsed query may be long.
    private static let longestText = 1_048_576

    private var places: Set<Int> = []

    /// `nil` where the grammar cannot read the text, since the server is newer or the text nests deeply.
    init?(in text: String) {
        guard let parsed = ParsedStatement(text, longest: Self.longestText) else { return nil }
        add(parsed.node)
    }

    /// Whether one begins at a place, in bytes.
    func begin(at place: Int) -> Bool { places.contains(place) }

    private mutating func add(_ value: Any) {
        if let list = value as? [Any] {
            for element in list { add(element) }
        } else if let node = value as? [String: Any] {
            let isRelation = node["relname"] != nil && node["schemaname"] != nil
            let isType = (node["names"] as? [Any])?.count == 2 && node["typemod"] != nil
            // The first byte is left out.
            if isRelation || isType { places.insert(node["location"] as? Int ?? 0) }
            for element in node.values { add(element) }
        }
    }
}
