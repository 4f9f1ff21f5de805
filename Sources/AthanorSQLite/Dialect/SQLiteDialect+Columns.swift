internal import Athanor

extension SQLiteDialect {
    /// Returns a column as CREATE TABLE and ADD COLUMN write it. (https://sqlite.org/lang_createtable.html)
    ///
    /// SQLite has no comments on columns, but keeps the text of CREATE TABLE with the comments in it. The column's
    /// comment is written after its name, so it is removed together with the column.
    /// - Parameters:
    ///   - isStrict: whether the table is `STRICT`.
    ///   - primaryKey: the name of the table's primary key, for an identity that is the key.
    /// - Throws: `OperationError`.
    func text(
        of column: ColumnDefinition, isStrict: Bool, primaryKey: String? = nil
    ) throws(OperationError) -> String {
        var words = [try identifier(column.name)]
        if let text = column.comment { words.append(comment(text)) }
        if case .identity(let identity) = column.source {
            try check(identity, for: column.name)
            words.append("INTEGER")
            if let primaryKey { words.append("CONSTRAINT \(try identifier(primaryKey))") }
            words.append("PRIMARY KEY AUTOINCREMENT")
            return words.joined(separator: " ")
        }
        words.append(try name(of: column.type, isStrict: isStrict))
        if !column.isNullable { words.append("NOT NULL") }
        switch column.source {
        case .given(let value):
            if let clause = defaultClause(value) { words.append(clause) }
        case .identity: break
        case .generated(let generated):
            words.append("GENERATED ALWAYS AS \(parenthesized(generated.expression))")
            words.append(generated.storage == .stored ? "STORED" : "VIRTUAL")
        }
        if let collation = column.collation { words.append(try collateClause(collation)) }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Returns `DEFAULT …`; `nil` for none. Expressions are put in parentheses, which SQLite requires for most of them.
    func defaultClause(_ value: ColumnDefault) -> String? {
        switch value {
        case .noDefault: nil
        case .value(let value): "DEFAULT \(literal(value))"
        case .expression(let expression): "DEFAULT \(parenthesized(expression))"
        }
    }

    func collateClause(_ collation: QualifiedName) throws(OperationError) -> String {
        "COLLATE \(try identifier(collation.name))"
    }

    /// Refuses options that only PostgreSQL's sequences have.
    func check(_ identity: IdentityDefinition, for column: String) throws(OperationError) {
        guard identity.options == SequenceOptions() else {
            throw OperationError(
                "the identity of column \"\(column)\" has sequence options, and SQLite always increments by 1",
                advice: "Leave the options out where `op.databaseKind == .sqlite`.")
        }
    }

    /// Returns a block comment for the text of a statement. A `*/` inside would close it, so it becomes `* /`.
    func comment(_ text: String) -> String {
        "/* \(text.replacingBytes(of: "*/", with: "* /")) */"
    }

    /// Returns an expression in parentheses. The closing one is on a new line if the expression contains `--`, which
    /// may begin a comment.
    func parenthesized(_ expression: String) -> String {
        expression.containsBytes(of: "--") ? "(\(expression)\n)" : "(\(expression))"
    }
}
