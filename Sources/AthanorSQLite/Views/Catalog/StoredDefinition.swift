internal import Athanor

/// The definition of a view, from the text that SQLite stores: `CREATE VIEW name (columns) AS query`.
struct StoredDefinition {
    /// The query as it was written.
    let query: String
    /// Columns and query in a comparable form. SQLite stores texts as they were written, but comments, white space and
    /// case are not significant.
    let comparable: String
    /// The names of the columns, if the text contains them.
    private let columns: [SQLiteName]
    /// ``comparable`` without the columns.
    private let comparableQuery: String

    init(_ sql: String) {
        let tokens = Lexer.tokens(inAccepted: sql)
        var rest = tokens.drop { !$0.isKeyword("VIEW") }.dropFirst()
        // Skips the name; SQLite does not store its schema.
        rest = rest.dropFirst()
        comparable = rest.map(Self.comparable).joined(separator: " ")
        let afterColumns = rest.drop { !$0.isKeyword("AS") }.dropFirst()
        var cursor = TokenCursor(rest)
        columns = (cursor.acceptNameList() ?? []).map { SQLiteName($0) }
        comparableQuery = afterColumns.map(Self.comparable).joined(separator: " ")
        guard let first = afterColumns.first else {
            query = sql
            return
        }
        query = String(decoding: Array(sql.utf8)[first.utf8Range.lowerBound...], as: UTF8.self)
    }

    /// Whether two definitions are equivalent.
    func isSame(as other: StoredDefinition) -> Bool { comparable.isSameText(as: other.comparable) }

    /// Whether this statement of a revision matches a stored definition.
    /// - Parameter derives: whether the stored text may contain column names that the revision does not write.
    func states(_ stored: StoredDefinition, derivingColumns derives: Bool) -> Bool {
        guard comparableQuery.isSameText(as: stored.comparableQuery) else { return false }
        return derives ? stored.columns.isEmpty || stored.columns.starts(with: columns) : stored.columns == columns
    }

    /// Returns a token in a form that ignores the case of words, and the kind of quotes of an identifier.
    private static func comparable(_ token: Token) -> String {
        switch token.kind {
        case .word: token.text.asciiLowercased
        case .quotedIdentifier:
            token.name.map { name in
                Self.isPlain(name) ? name.asciiLowercased : SQLiteDialect().quote(name.asciiLowercased)
            } ?? token.text
        case .string, .other, .punctuation: token.text
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
