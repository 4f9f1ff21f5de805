internal import Athanor

/// The text of a view or a trigger as SQLite keeps it: `CREATE VIEW name …` or `CREATE TRIGGER name …`, without
/// TEMP, IF NOT EXISTS and the schema. (https://sqlite.org/schematab.html)
struct StoredText {
    private let sql: String
    private let tokens: [Token]

    init(_ sql: String) {
        self.sql = sql
        tokens = Lexer.tokens(inAccepted: sql)
    }

    /// How often it names something, whichever case and quotes it is written in.
    func mentions(of name: String) -> Int {
        tokens.count { $0.kind != .string && $0.name?.isSameName(as: name) == true }
    }

    /// Whether a name occurs in it, as that of a table or by chance of something else, a text in single quotes too.
    func mentions(_ name: String) -> Bool {
        tokens.contains { $0.name?.isSameName(as: name) == true }
    }

    /// The text that creates the same in `main`. Without a schema, an index or a trigger goes to a temporary table of the
    /// name, where there is one. (https://sqlite.org/lang_createindex.html)
    var inMain: String { creating(in: .main) }

    /// The text that creates the same in a schema.
    func creating(in schema: TableSchema) -> String {
        let kinds = ["INDEX", "TRIGGER", "VIEW", "TABLE"]
        guard let kind = tokens.prefix(3).firstIndex(where: { kinds.contains($0.keyword ?? "") }),
            tokens.indices.contains(kind + 1)
        else { return sql }
        var edits = TextEdits(of: sql)
        edits.insert("\(schema).", at: tokens[kind + 1].utf8Range.lowerBound)
        return edits.result
    }

    /// Whether a trigger says in which schema its table is.
    var isOnQualifiedTable: Bool {
        guard let on = tokens.firstIndex(where: { $0.isKeyword("ON") }), tokens.indices.contains(on + 2) else {
            return false
        }
        return tokens[on + 2].isPunctuation(".")
    }

    /// The text that creates the same trigger as a temporary one.
    var asTemporary: String {
        guard let first = tokens.first else { return sql }
        var edits = TextEdits(of: sql)
        edits.insert(" TEMP", at: first.utf8Range.upperBound)
        return edits.result
    }

    /// The text that creates the same under another name.
    func renamed(to quotedName: String) throws(OperationError) -> String {
        var edits = TextEdits(of: sql)
        edits.replace(try token(at: 2).utf8Range, with: quotedName)
        return edits.result
    }

    /// The text that creates the same trigger on a table or view of another name.
    func moved(to quotedTable: String) throws(OperationError) -> String {
        guard let on = tokens.firstIndex(where: { $0.isKeyword("ON") }) else { throw unreadable }
        var edits = TextEdits(of: sql)
        edits.replace(try token(at: isOnQualifiedTable ? on + 3 : on + 1).utf8Range, with: quotedTable)
        return edits.result
    }

    /// The text that creates a trigger INSTEAD OF as one BEFORE, such as a table can have.
    func insteadOfAsBefore() throws(OperationError) -> String {
        guard tokens.count > 4, tokens[3].isKeyword("INSTEAD"), tokens[4].isKeyword("OF") else { throw unreadable }
        var edits = TextEdits(of: sql)
        edits.replace(tokens[3].utf8Range.lowerBound..<tokens[4].utf8Range.upperBound, with: "BEFORE")
        return edits.result
    }

    /// The reverse of ``insteadOfAsBefore()``.
    func beforeAsInsteadOf() throws(OperationError) -> String {
        guard tokens.count > 3, tokens[3].isKeyword("BEFORE") else { throw unreadable }
        var edits = TextEdits(of: sql)
        edits.replace(tokens[3].utf8Range, with: "INSTEAD OF")
        return edits.result
    }

    /// The text that creates the same view with other names for its columns, where it names them.
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
