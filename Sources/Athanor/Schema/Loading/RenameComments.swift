/// The renames in the comments of a file that describes a schema: `-- athanor: renamed from OLD`.
///
/// Before a statement, or after it on its last line, the comment is about the object that the statement creates. Inside
/// a statement it is about the column, constraint or enum value on its line, or else on the next line.
package struct RenameComments {
    /// A token of a statement.
    package struct Token {
        /// The text in capitals if it can be a keyword.
        package let keyword: String?
        /// The name as the database stores it, if it can be a name.
        package let name: String?
        /// The value, if it is a string.
        package let string: String?
        /// The range in UTF-8 offsets of the file.
        package let utf8Range: Range<Int>
        /// The number of parentheses around it.
        package let depth: Int
        /// The text.
        package let text: String

        /// A token, as a script reader finds it.
        package init(
            text: String, keyword: String?, name: String?, string: String?, utf8Range: Range<Int>, depth: Int
        ) {
            self.text = text
            self.keyword = keyword
            self.name = name
            self.string = string
            self.utf8Range = utf8Range
            self.depth = depth
        }
    }

    private let file: SourceText
    private let bytes: [UInt8]

    /// - Parameter file: the file.
    package init(in file: SourceText) {
        self.file = file
        bytes = Array(file.text.utf8)
    }

    /// Whether the file can have such comments. Most have none.
    package static func mayBe(in file: SourceText) -> Bool { file.text.lowercased().containsBytes(of: "athanor") }

    /// The renames.
    /// - Parameter statements: the tokens of each statement, in order.
    /// - Throws: ``ScriptError`` for a directive that Athanor does not know, or that is about nothing.
    package func renames(of statements: [[Token]]) throws(ScriptError) -> [StatedRename] {
        var renames: [StatedRename] = []
        var start = 0
        var previous: [Token] = []
        for tokens in statements {
            guard let first = tokens.first?.utf8Range.lowerBound, let last = tokens.last?.utf8Range.upperBound else {
                continue
            }
            renames += try between(start..<first, previous, tokens)
            for (one, next) in zip(tokens, tokens.dropFirst()) {
                for comment in try comments(in: one.utf8Range.upperBound..<next.utf8Range.lowerBound) {
                    renames.append(try rename(comment, inside: tokens))
                }
            }
            start = last
            previous = tokens
        }
        return renames + (try between(start..<bytes.count, previous, []))
    }

    /// The renames between two statements.
    private func between(
        _ gap: Range<Int>, _ previous: [Token], _ next: [Token]
    ) throws(ScriptError) -> [StatedRename] {
        var renames: [StatedRename] = []
        for comment in try comments(in: gap) {
            let isOnLineBefore = !previous.isEmpty && !hasLineBreak(in: gap.lowerBound..<comment.start)
            let tokens = isOnLineBefore ? previous : next
            guard let object = CreatedObject(tokens) else {
                throw ScriptError(
                    "this directive is about no object: no statement that creates one follows it",
                    at: file.place(atUTF8: comment.start),
                    advice: "Write it right before CREATE, or on the line of a column.")
            }
            renames.append(comment.rename(kind: object.kind, path: object.path, in: file))
        }
        return renames
    }

    /// The rename of a part of an object: of the part that the comment's line continues or ends, or else of the next one.
    private func rename(_ comment: Comment, inside tokens: [Token]) throws(ScriptError) -> StatedRename {
        if let object = CreatedObject(tokens) {
            let before = tokens.prefix { $0.utf8Range.lowerBound < comment.start }
            let isAfterPart = before.last.map { !hasLineBreak(in: $0.utf8Range.upperBound..<comment.start) } ?? false
            let part = isAfterPart ? object.lastPart(Array(before)) : object.part(Array(tokens[before.endIndex...]))
            if let part { return comment.rename(kind: part.kind, path: object.container + [part.name], in: file) }
        }
        throw ScriptError(
            "this directive is about no column, constraint or enum value", at: file.place(atUTF8: comment.start),
            advice: "Write it on the line of the column, or on a line of its own before it.")
    }

    private func hasLineBreak(in range: Range<Int>) -> Bool { bytes[range].contains(UInt8(ascii: "\n")) }

    /// A comment that says a rename.
    private struct Comment {
        let start: Int
        let oldName: String

        func rename(kind: String, path: [String], in file: SourceText) -> StatedRename {
            StatedRename(kind: kind, path: path, oldName: oldName, place: file.place(atUTF8: start))
        }
    }

    /// The comments that say renames, in a range without tokens.
    private func comments(in gap: Range<Int>) throws(ScriptError) -> [Comment] {
        var comments: [Comment] = []
        var position = gap.lowerBound
        while position < gap.upperBound {
            if bytes[position..<gap.upperBound].starts(with: "/*".utf8) {
                let end = bytes[position..<gap.upperBound].firstRange(of: Array("*/".utf8))
                position = end?.upperBound ?? gap.upperBound
            } else if bytes[position..<gap.upperBound].starts(with: "--".utf8) {
                let end =
                    bytes[position..<gap.upperBound].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
                    ?? gap.upperBound
                if let oldName = try oldName(in: position..<end) {
                    comments.append(Comment(start: position, oldName: oldName))
                }
                position = end
            } else {
                position += 1
            }
        }
        return comments
    }

    /// The old name that a comment says; `nil` for other comments.
    private func oldName(in range: Range<Int>) throws(ScriptError) -> String? {
        let text = String(decoding: bytes[range], as: UTF8.self).dropFirst(2).drop { $0.isWhitespace }
        guard text.prefix(7).lowercased() == "athanor" else { return nil }
        let afterName = text.dropFirst(7).drop { $0.isWhitespace }
        guard afterName.first == ":" else { return nil }
        let words = afterName.dropFirst().split(maxSplits: 2, whereSeparator: \.isWhitespace)
        // Freshness targets are no part of a schema.
        if words.first?.lowercased() == "refresh" { return nil }
        guard words.count == 3, words[0].lowercased() == "renamed", words[1].lowercased() == "from" else {
            throw ScriptError(
                "`athanor:` has no such directive in a file that describes a schema",
                at: file.place(atUTF8: range.lowerBound),
                advice: "Write `-- athanor: renamed from OLD`. If the line is meant as a comment, leave out the colon.")
        }
        var name = String(words[2])
        while name.last?.isWhitespace == true { name.removeLast() }
        for quote in ["\"", "'"] where name.count > 2 && name.hasPrefix(quote) && name.hasSuffix(quote) {
            return name.unquoted(by: quote)
        }
        return name
    }
}

/// The object that a statement creates, or whose parts it adds.
private struct CreatedObject {
    /// The kind of the created object, in lower case.
    let kind: String
    /// Its name with the names of what contains it.
    let path: [String]
    /// The names of the object that has the parts inside the statement.
    let container: [String]

    private static let modifiers: Set<String> = [
        "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "RECURSIVE", "CONSTRAINT",
        "VIRTUAL",
    ]
    private static let kinds: Set<String> = [
        "TABLE", "VIEW", "INDEX", "SEQUENCE", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "SCHEMA", "TRIGGER", "POLICY",
        "RULE", "COLLATION", "STATISTICS",
    ]

    /// Reads the beginning of a statement; `nil` if it creates and adds nothing.
    init?(_ tokens: [RenameComments.Token]) {
        var rest = tokens[...]
        func accept(_ keywords: String...) -> Bool {
            guard rest.prefix(keywords.count).map(\.keyword) == keywords.map(Optional.some) else { return false }
            rest = rest.dropFirst(keywords.count)
            return true
        }
        func names() -> [String]? {
            guard let first = rest.first?.name else { return nil }
            rest = rest.dropFirst()
            var path = [first]
            while rest.first?.text == ".", let next = rest.dropFirst().first?.name {
                path.append(next)
                rest = rest.dropFirst(2)
            }
            return path
        }
        if accept("ALTER") {
            guard accept("TABLE") || accept("FOREIGN", "TABLE") || accept("TYPE") || accept("DOMAIN") else {
                return nil
            }
            _ = accept("IF", "EXISTS")
            _ = accept("ONLY")
            guard let path = names(), accept("ADD") else { return nil }
            container = path
            guard let part = Self.part(Array(rest)) else { return nil }
            (kind, self.path) = (part.kind, path + [part.name])
            return
        }
        guard accept("CREATE") else { return nil }
        rest = rest.drop { Self.modifiers.contains($0.keyword ?? "") }
        if accept("MATERIALIZED", "VIEW") {
            kind = "materialized view"
        } else if accept("FOREIGN", "TABLE") {
            kind = "foreign table"
        } else if let word = rest.first?.keyword, Self.kinds.contains(word) {
            rest = rest.dropFirst()
            kind = word.lowercased()
        } else {
            return nil
        }
        _ = accept("CONCURRENTLY")
        _ = accept("IF", "NOT", "EXISTS")
        guard let path = names() else { return nil }
        container = path
        switch kind {
        case "trigger", "policy", "rule":
            let preposition = kind == "rule" ? "TO" : "ON"
            guard let on = rest.firstIndex(where: { $0.keyword == preposition }) else { return nil }
            rest = rest[(on + 1)...]
            guard let table = names() else { return nil }
            self.path = table + path
        default: self.path = path
        }
    }

    /// The last part of an object among the tokens before a comment.
    func lastPart(_ tokens: [RenameComments.Token]) -> (kind: String, name: String)? {
        var tokens = tokens[...]
        if tokens.last?.text == "," { tokens.removeLast() }
        // Parts are in parentheses, or follow ADD.
        guard let first = tokens.first, first.keyword == "CREATE" else {
            let start = tokens.lastIndex { $0.depth == 0 && $0.keyword == "ADD" }
            return start.flatMap { Self.part(Array(tokens[$0...])) }
        }
        let start = tokens.lastIndex { $0.depth == 1 && $0.text == "," || $0.depth == 0 && $0.text == "(" }
        return start.flatMap { Self.part(Array(tokens[$0...])) }
    }

    /// The part of an object that tokens begin with.
    func part(_ tokens: [RenameComments.Token]) -> (kind: String, name: String)? { Self.part(tokens) }

    private static func part(_ tokens: [RenameComments.Token]) -> (kind: String, name: String)? {
        // A comma may begin a line.
        var rest = tokens.drop { $0.text == "," || $0.text == "(" }
        if rest.first?.keyword == "ADD" { rest = rest.dropFirst() }
        if rest.first?.keyword == "CONSTRAINT", let name = rest.dropFirst().first?.name { return ("constraint", name) }
        if rest.first?.keyword == "COLUMN" || rest.first?.keyword == "VALUE" { rest = rest.dropFirst() }
        if rest.prefix(3).map(\.keyword) == ["IF", "NOT", "EXISTS"] { rest = rest.dropFirst(3) }
        if let value = rest.first?.string { return ("enum value", value) }
        guard let name = rest.first?.name else { return nil }
        return ("column", name)
    }
}
