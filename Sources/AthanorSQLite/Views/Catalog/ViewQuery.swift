internal import Athanor

/// The query of a materialized view.
struct ViewQuery {
    /// The text, as it is written in the revision.
    let slice: SourceSlice
    private let tokens: ArraySlice<Token>

    /// Creates a query from its tokens. Parentheses around the whole query are removed, since SQLite allows none there.
    init?(_ tokens: ArraySlice<Token>, in source: SourceText) {
        var tokens = tokens
        while let inside = Self.withoutParentheses(tokens) { tokens = inside }
        guard let first = tokens.first, let last = tokens.last else { return nil }
        self.tokens = tokens
        slice = SourceSlice(source: source, utf8Range: first.utf8Range.lowerBound..<last.utf8Range.upperBound)
    }

    /// Whether the query's columns include a `*`, so that they change with the tables that it reads.
    var hasStar: Bool {
        var depth = 0
        var previous: Token?
        for token in tokens {
            if token.isPunctuation("(") { depth += 1 }
            if token.isPunctuation(")") { depth -= 1 }
            if depth == 0, token.isPunctuation("*"), previous?.precedesColumn == true { return true }
            previous = token
        }
        return false
    }

    /// Whether the query is compound, with `UNION` or another operator between SELECTs.
    var isCompound: Bool {
        var depth = 0
        for token in tokens {
            if token.isPunctuation("(") { depth += 1 }
            if token.isPunctuation(")") { depth -= 1 }
            if depth == 0, let keyword = token.keyword, Self.compoundOperators.contains(keyword) { return true }
        }
        return false
    }

    /// Whether the query's rows have an order: its own, or that of an inner query whose rows it reads, which SQLite
    /// keeps if nothing else orders them. The order of a window or of a scalar subquery is not an order of rows.
    static func isOrdered(_ tokens: some Sequence<Token>) -> Bool {
        let tokens = Array(tokens)
        /// For each open parenthesis, whether it contains rows to read.
        var open: [Bool] = []
        for (index, token) in tokens.enumerated() {
            if token.isPunctuation("(") {
                let isQuery = tokens[(index + 1)...].first { !$0.isPunctuation("(") }.map {
                    ["SELECT", "WITH", "VALUES"].contains($0.keyword ?? "")
                }
                let before = index > 0 ? tokens[index - 1] : nil
                let isRead =
                    before.map { ["FROM", "JOIN", "AS", "MATERIALIZED"].contains($0.keyword ?? "") } ?? true
                    || before?.isPunctuation("(") == true
                open.append(isQuery == true && isRead)
            } else if token.isPunctuation(")") {
                _ = open.popLast()
            } else if token.isKeyword("ORDER"), open.allSatisfy({ $0 }) {
                return true
            }
        }
        return false
    }

    private static let compoundOperators: Set<String> = ["UNION", "INTERSECT", "EXCEPT"]

    /// Makes SQLite parse the query, without running it.
    /// - Throws: ``DatabaseFailure`` with its exact place.
    func check(on connection: any Connection) async throws {
        let start = slice.utf8Range.lowerBound
        do {
            try await SubstitutedStatement(original: slice, replaced: start..<start, replacement: "EXPLAIN ").run(
                on: connection)
        } catch let error as DatabaseFailure where error.kind == .statement {
            guard try await worksAsView(on: connection) else { throw error }
        }
    }

    /// Whether it works as the query of a view, which never sees the revision's temporary tables.
    private func worksAsView(on connection: any Connection) async throws -> Bool {
        let attempt = try await connection.undoingIfAccepted {
            try await connection.query(sql: SQLStatement("CREATE VIEW main.athanor_checked_query AS\n\(slice.text)"))
            try await connection.query("EXPLAIN SELECT * FROM main.athanor_checked_query")
        }
        if case .success = attempt { return true }
        return false
    }

    /// Whether the query is the same as a stored one: white space, comments, and the case and quotes of names make no
    /// difference.
    func isSame(as stored: StoredText) -> Bool {
        let other = stored.queryTokens
        return tokens.count == other.count && zip(tokens, other).allSatisfy { $0.isSame(as: $1) }
    }

    private static func withoutParentheses(_ tokens: ArraySlice<Token>) -> ArraySlice<Token>? {
        guard tokens.first?.isPunctuation("(") == true, tokens.last?.isPunctuation(")") == true else { return nil }
        var depth = 0
        for (index, token) in zip(tokens.indices, tokens) {
            if token.isPunctuation("(") { depth += 1 }
            if token.isPunctuation(")") { depth -= 1 }
            if depth == 0 { return index == tokens.indices.last ? tokens.dropFirst().dropLast() : nil }
        }
        return nil
    }
}

extension Token {
    /// Whether two tokens are equivalent.
    fileprivate func isSame(as other: Token) -> Bool {
        let isName = [.word, .quotedIdentifier].contains(kind) && [.word, .quotedIdentifier].contains(other.kind)
        if isName, let name, let otherName = other.name { return name.isSameName(as: otherName) }
        return kind == other.kind && text.isSameText(as: other.text)
    }
}
