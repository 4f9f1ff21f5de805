internal import Athanor

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
