package import Athanor

extension SQLiteDialect {
    /// Returns `CREATE INDEX`, on the table of rows for a materialized view, or `DROP INDEX`. To rename an index,
    /// returns both.
    ///
    /// `concurrently` has no effect: on SQLite, writers wait for each other in any case.
    /// - Throws: ``OperationError`` for features that only other databases' indexes have.
    package func lower(_ operation: IndexOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let index, let relation, _, let ifNotExists):
            let name = index.name(on: relation)
            @Sendable func creating(on table: String) throws(OperationError) -> SQLStatement {
                SQLStatement(
                    try self.creating(
                        index, named: name, schema: relation.inMain.schema, on: table, ifNotExists: ifNotExists))
            }
            let onTable = try creating(on: relation.name)
            guard relation.schema.map(EmulatedView.isMain) ?? true else {
                return [.statement(LoweredStatement(onTable, command: "CREATE INDEX"))]
            }
            return [
                .resolvedWhenRun(
                    ResolvedStep(summary: operation.summary) { connection in
                        guard let view = try await EmulatedView.named(relation.name, on: connection), view.isReadable
                        else { return [onTable] }
                        try await connection.query(
                            sql: view.withoutQualifiers(try creating(on: view.rowsTable)))
                        try await view.indexExpressions(on: connection, origin: nil)
                        return []
                    })
            ]
        case .drop(let name, _, _, let ifExists, _):
            let index = try identifier(name.inMain)
            return [step("DROP INDEX \(ifExists ? "IF EXISTS " : "")\(index)", command: "DROP INDEX")]
        case .rename(let name, let newName):
            let renaming = RenamingIndex(name: name, newName: newName, quotedNewName: try identifier(newName))
            return [.resolvedWhenRun(ResolvedStep(summary: operation.summary, statements: renaming.statements))]
        }
    }
}

/// Renames an index. SQLite cannot, so the index is dropped, and created again from its own text.
struct RenamingIndex {
    let name: QualifiedName
    let newName: String
    let quotedNewName: String

    @Sendable func statements(on connection: any Connection) async throws -> [SQLStatement] {
        guard name.schema.map(EmulatedView.isMain) ?? true,
            let index = try await SchemaObject.named(name.name, on: connection), index.type == "index"
        else {
            throw OperationError(
                "there is no index \"\(name)\"", advice: "List the indexes with `SELECT name FROM sqlite_schema`.")
        }
        guard let sql = index.sql else {
            throw OperationError(
                "the index \"\(index.name)\" belongs to a constraint, and SQLite gives it its name",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        }
        let tokens = Lexer.tokens(inAccepted: sql)
        guard let on = tokens.firstIndex(where: { $0.isKeyword("ON") }), on > 0 else {
            throw OperationError("the index \"\(index.name)\" cannot be read: \(sql)", advice: "Create it again.")
        }
        if let other = try await SchemaObject.named(newName, on: connection), !other.name.isSameName(as: index.name) {
            throw OperationError(
                "there is already \(other.kindWithArticle) \"\(other.name)\"", advice: "Choose another name.")
        }
        var edits = TextEdits(of: sql)
        edits.replace(tokens[on - 1].utf8Range, with: quotedNewName)
        return [
            SQLStatement("DROP INDEX main.\(SQLiteDialect().quote(index.name))"),
            SQLStatement(StoredText(edits.result).inMain),
        ]
    }
}

extension SQLiteDialect {
    /// Returns `CREATE INDEX` on a table. (https://sqlite.org/lang_createindex.html)
    /// - Parameters:
    ///   - schema: the index's schema, which is the table's.
    ///   - table: the table, as it is named in its schema.
    /// - Throws: `OperationError` for features that only other databases' indexes have.
    func creating(
        _ index: IndexDefinition, named name: String, schema: String?, on table: String, ifNotExists: Bool = false
    ) throws(OperationError) -> String {
        try check(index, named: name)
        var keys: [String] = []
        for key in index.keys { keys.append(try text(of: key, in: name)) }
        var words = [
            index.isUnique ? "CREATE UNIQUE INDEX" : "CREATE INDEX", ifNotExists ? "IF NOT EXISTS" : nil,
            try identifier(QualifiedName(schema: schema, name: name)), "ON", try identifier(table),
            "(\(keys.joined(separator: ", ")))",
        ]
        if let condition = index.condition { words += ["WHERE", condition] }
        return words.compactMap(\.self).joined(separator: " ")
    }

    private func check(_ index: IndexDefinition, named name: String) throws(OperationError) {
        guard !index.keys.isEmpty else {
            throw OperationError(
                "the index \"\(name)\" has no columns", advice: "Name the columns: .unique(\"user_id\", \"day\").")
        }
        let refused: [(Bool, String)] = [
            (index.method != nil, "an index method"), (!index.include.isEmpty, "INCLUDE"),
            (index.nullsNotDistinct, "NULLS NOT DISTINCT"), (!index.storage.isEmpty, "storage parameters"),
            (index.tablespace != nil, "a tablespace"),
        ]
        for (isUsed, feature) in refused where isUsed {
            throw OperationError(
                "the index \"\(name)\" has \(feature), which SQLite does not have",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        }
    }

    private func text(of key: IndexKey, in index: String) throws(OperationError) -> String {
        guard key.operatorClass == nil, key.nulls == nil else {
            throw OperationError(
                "the index \"\(index)\" has \(key.nulls == nil ? "an operator class" : "NULLS FIRST or LAST"), "
                    + "which SQLite does not have",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        }
        var text: String
        switch key.subject {
        case .column(let name): text = try identifier(name)
        case .expression(let expression): text = "(\(expression))"
        }
        if let collation = key.collation { text += " COLLATE \(try identifier(collation.name))" }
        if key.order == .descending { text += " DESC" }
        return text
    }
}
