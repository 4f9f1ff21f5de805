/// A reader for the columns and constraints of CREATE TABLE, token by token. It returns `nil` for syntax that it does
/// not know; the alteration of such a table is refused.
struct ClauseReader {
    private let tokens: [Token]
    private(set) var position: Int

    init(_ tokens: [Token], at position: Int) {
        self.tokens = tokens
        self.position = position
    }

    private var token: Token? { position < tokens.count ? tokens[position] : nil }
    private var keyword: String? { token?.keyword }

    func isAt(_ character: Unicode.Scalar) -> Bool { token?.isPunctuation(character) == true }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        position += 1
        return true
    }

    private mutating func accept(keywords: String...) -> Bool {
        guard
            keywords.enumerated().allSatisfy({ offset, keyword in
                position + offset < tokens.count && tokens[position + offset].isKeyword(keyword)
            })
        else { return false }
        position += keywords.count
        return true
    }

    /// Consumes a text in parentheses.
    /// - Returns: the tokens inside.
    private mutating func parenthesized() -> Range<Int>? {
        guard accept("(") else { return nil }
        let start = position
        var depth = 1
        while let token {
            if token.isPunctuation("(") { depth += 1 }
            if token.isPunctuation(")") { depth -= 1 }
            position += 1
            if depth == 0 { return start..<(position - 1) }
        }
        return nil
    }

    /// Whether a table constraint comes next: as names, these words must be quoted.
    var startsTableConstraint: Bool {
        ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].contains(keyword ?? "")
    }

    private var startsColumnClause: Bool {
        switch keyword {
        case "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "DEFAULT", "NOT", "NULL", "REFERENCES", "COLLATE", "AS",
            "DEFERRABLE":
            true
        case "GENERATED": position + 1 < tokens.count && tokens[position + 1].isKeyword("ALWAYS")
        default: false
        }
    }

    private var isAtEndOfElement: Bool { token == nil || isAt(",") || isAt(")") }

    mutating func column() -> StoredColumn? {
        let start = position
        guard let name = token?.name else { return nil }
        position += 1
        let type = position
        while !isAtEndOfElement, !startsColumnClause {
            if isAt("(") {
                guard parenthesized() != nil else { return nil }
            } else {
                guard token?.name != nil else { return nil }
                position += 1
            }
        }
        let typeRange = type..<position
        var clauses: [StoredClause] = []
        while !isAtEndOfElement {
            guard let clause = columnClause() else { return nil }
            clauses.append(clause)
        }
        return StoredColumn(name: name, range: start..<position, type: typeRange, clauses: clauses)
    }

    private mutating func columnClause() -> StoredClause? {
        let start = position
        let name = constraintName()
        var expression: Range<Int>?
        var referenced: String?
        let kind: StoredClause.Kind
        switch keyword {
        case "PRIMARY":
            guard accept(keywords: "PRIMARY", "KEY") else { return nil }
            if !accept(keywords: "ASC") { _ = accept(keywords: "DESC") }
            skipConflict()
            _ = accept(keywords: "AUTOINCREMENT")
            kind = .primaryKey
        case "UNIQUE":
            position += 1
            skipConflict()
            kind = .unique
        case "NOT" where isAt(keyword: "DEFERRABLE", ahead: 1), "DEFERRABLE":
            _ = deferral()
            kind = .deferral
        case "NOT":
            guard accept(keywords: "NOT", "NULL") else { return nil }
            skipConflict()
            kind = .notNull
        case "NULL":
            position += 1
            skipConflict()
            kind = .null
        case "CHECK":
            position += 1
            expression = parenthesized()
            guard expression != nil else { return nil }
            skipConflict()
            kind = .check
        case "DEFAULT":
            position += 1
            guard skipDefault() else { return nil }
            kind = .defaultValue
        case "COLLATE":
            position += 2
            kind = .collation
        case "REFERENCES":
            referenced = references()
            guard referenced != nil else { return nil }
            kind = .foreignKey
        case "GENERATED", "AS":
            _ = accept(keywords: "GENERATED", "ALWAYS")
            guard accept(keywords: "AS") else { return nil }
            expression = parenthesized()
            guard expression != nil else { return nil }
            if !isAtEndOfElement, !startsColumnClause { position += 1 }
            kind = .generated
        default:
            // A constraint name without a constraint.
            guard name != nil else { return nil }
            kind = .nothing
        }
        return StoredClause(
            kind: kind, nameToken: name, range: start..<position, columns: [], list: nil, expression: expression,
            referencedTable: referenced)
    }

    mutating func tableConstraint() -> StoredClause? {
        let start = position
        let name = constraintName()
        var columns: [String] = []
        var list: Range<Int>?
        var expression: Range<Int>?
        var referenced: String?
        let kind: StoredClause.Kind
        switch keyword {
        case "PRIMARY", "UNIQUE":
            kind = keyword == "PRIMARY" ? .primaryKey : .unique
            if kind == .primaryKey { position += 1 }
            position += 1
            guard let found = parenthesized() else { return nil }
            list = found
            columns = Self.names(in: tokens[found])
            skipConflict()
        case "CHECK":
            position += 1
            expression = parenthesized()
            guard expression != nil else { return nil }
            skipConflict()
            kind = .check
        case "FOREIGN":
            position += 2
            guard let found = parenthesized() else { return nil }
            list = found
            columns = Self.names(in: tokens[found])
            referenced = references()
            guard referenced != nil else { return nil }
            kind = .foreignKey
        default:
            guard name != nil else { return nil }
            kind = .nothing
        }
        return StoredClause(
            kind: kind, nameToken: name, range: start..<position, columns: columns, list: list, expression: expression,
            referencedTable: referenced)
    }

    private mutating func constraintName() -> Token? {
        guard keyword == "CONSTRAINT", position + 1 < tokens.count else { return nil }
        position += 2
        return tokens[position - 1]
    }

    private mutating func skipConflict() {
        if accept(keywords: "ON", "CONFLICT") { position += 1 }
    }

    private mutating func skipDefault() -> Bool {
        if isAt("(") { return parenthesized() != nil }
        if isAt("+") || isAt("-") { position += 1 }
        guard let value = token else { return false }
        position += 1
        // X'00' is one value, and two tokens.
        if value.isKeyword("X"), let next = token, next.kind == .string,
            next.utf8Range.lowerBound == value.utf8Range.upperBound
        {
            position += 1
        }
        return true
    }

    private mutating func references() -> String? {
        guard accept(keywords: "REFERENCES"), let table = token?.name else { return nil }
        position += 1
        if isAt("(") { guard parenthesized() != nil else { return nil } }
        while true {
            if accept(keywords: "MATCH") {
                position += 1
            } else if accept(keywords: "ON", "DELETE") || accept(keywords: "ON", "UPDATE")
                || accept(keywords: "ON", "INSERT")
            {
                if !accept(keywords: "SET") { _ = accept(keywords: "NO") }
                position += 1
            } else if !deferral() {
                return table
            }
        }
    }

    /// Consumes `[NOT] DEFERRABLE [INITIALLY …]`, which SQLite also accepts apart from its foreign key.
    private mutating func deferral() -> Bool {
        guard accept(keywords: "NOT", "DEFERRABLE") || accept(keywords: "DEFERRABLE") else { return false }
        if accept(keywords: "INITIALLY") { position += 1 }
        return true
    }

    private func isAt(keyword: String, ahead: Int) -> Bool {
        position + ahead < tokens.count && tokens[position + ahead].isKeyword(keyword)
    }

    /// Returns the columns in a list such as `a, b COLLATE nocase DESC`.
    private static func names(in tokens: ArraySlice<Token>) -> [String] {
        var depth = 0
        var isFirst = true
        var names: [String] = []
        for token in tokens {
            if isFirst, let name = token.name { names.append(name) }
            if token.isPunctuation("(") { depth += 1 }
            if token.isPunctuation(")") { depth -= 1 }
            isFirst = depth == 0 && token.isPunctuation(",")
        }
        return names
    }
}
