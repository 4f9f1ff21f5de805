internal import Athanor

/// The text of a view or a trigger as SQLite stores it: `CREATE VIEW name …` or `CREATE TRIGGER name …`, without TEMP,
/// IF NOT EXISTS and the schema. (https://sqlite.org/schematab.html)
struct StoredText {
    private let sql: String
    private let tokens: [Token]

    init(_ sql: String) {
        self.sql = sql
        tokens = Lexer.tokens(inAccepted: sql)
    }

    /// Returns how often the text contains a name, in any case and quotes.
    func mentions(of name: String) -> Int {
        tokens.count { $0.kind != .string && $0.name?.isSameName(as: name) == true }
    }

    /// Whether a name occurs in the text, also in single quotes. It may name something other than a table there.
    func mentions(_ name: String) -> Bool {
        tokens.contains { $0.name?.isSameName(as: name) == true }
    }

    /// The text that creates the same object in `main`. Without a schema, SQLite puts an index or a trigger on a
    /// temporary table of that name, if one exists. (https://sqlite.org/lang_createindex.html)
    var inMain: String { creating(in: .main) }

    /// Returns the text that creates the same object in a schema.
    func creating(in schema: TableSchema) -> String {
        let kinds = ["INDEX", "TRIGGER", "VIEW", "TABLE"]
        guard let kind = tokens.prefix(3).firstIndex(where: { kinds.contains($0.keyword ?? "") }),
            tokens.indices.contains(kind + 1)
        else { return sql }
        var edits = TextEdits(of: sql)
        edits.insert("\(schema).", at: tokens[kind + 1].utf8Range.lowerBound)
        return edits.result
    }

    /// Whether a trigger names the schema of its table.
    var isOnQualifiedTable: Bool {
        guard let on = tokens.firstIndex(where: { $0.isKeyword("ON") }), tokens.indices.contains(on + 2) else {
            return false
        }
        return tokens[on + 2].isPunctuation(".")
    }

    /// The text that creates the same trigger as a temporary trigger.
    var asTemporary: String {
        guard let first = tokens.first else { return sql }
        var edits = TextEdits(of: sql)
        edits.insert(" TEMP", at: first.utf8Range.upperBound)
        return edits.result
    }

    /// Returns the text that creates the same object under another name.
    func renamed(to quotedName: String) throws(OperationError) -> String {
        var edits = TextEdits(of: sql)
        edits.replace(try token(at: 2).utf8Range, with: quotedName)
        return edits.result
    }

    /// Returns the text that creates the same trigger on a table or view with another name.
    func moved(to quotedTable: String) throws(OperationError) -> String {
        guard let on = tokens.firstIndex(where: { $0.isKeyword("ON") }) else { throw unreadable }
        var edits = TextEdits(of: sql)
        edits.replace(try token(at: isOnQualifiedTable ? on + 3 : on + 1).utf8Range, with: quotedTable)
        return edits.result
    }

    /// Returns the text that creates an INSTEAD OF trigger as a BEFORE trigger, which a table can have.
    func insteadOfAsBefore() throws(OperationError) -> String {
        guard tokens.count > 4, tokens[3].isKeyword("INSTEAD"), tokens[4].isKeyword("OF") else { throw unreadable }
        var edits = TextEdits(of: sql)
        edits.replace(tokens[3].utf8Range.lowerBound..<tokens[4].utf8Range.upperBound, with: "BEFORE")
        return edits.result
    }

    /// Reverses ``insteadOfAsBefore()``.
    func beforeAsInsteadOf() throws(OperationError) -> String {
        guard tokens.count > 3, tokens[3].isKeyword("BEFORE") else { throw unreadable }
        var edits = TextEdits(of: sql)
        edits.replace(tokens[3].utf8Range, with: "INSTEAD OF")
        return edits.result
    }

    /// Returns the text that creates the same view with other column names, if the text names its columns.
    func naming(columns: [String]) throws(OperationError) -> String {
        guard let beginning = tokens.firstIndex(where: { $0.isKeyword("AS") }), beginning > 3,
            tokens[3].isPunctuation("(")
        else {
            return sql
        }
        let list = columns.map(SQLiteDialect().quote).joined(separator: ", ")
        var edits = TextEdits(of: sql)
        edits.replace(tokens[3].utf8Range.lowerBound..<tokens[beginning - 1].utf8Range.upperBound, with: "(\(list))")
        return edits.result
    }

    /// The tokens of a view's query.
    var queryTokens: ArraySlice<Token> {
        guard let beginning = tokens.firstIndex(where: { $0.isKeyword("AS") }) else { return [] }
        return tokens[(beginning + 1)...]
    }

    private func token(at index: Int) throws(OperationError) -> Token {
        guard tokens.indices.contains(index), tokens[index].name != nil else { throw unreadable }
        return tokens[index]
    }

    private var unreadable: OperationError {
        OperationError("the stored text cannot be read: \(sql)", advice: "Drop it, and create it under the new name.")
    }
}
