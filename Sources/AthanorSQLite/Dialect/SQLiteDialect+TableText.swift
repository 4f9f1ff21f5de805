internal import Athanor

extension SQLiteDialect {
    /// Returns `CREATE TABLE`. (https://sqlite.org/lang_createtable.html)
    /// - Throws: `OperationError` for features that only other databases' tables have.
    func creating(_ table: TableDefinition, ifNotExists: Bool) throws(OperationError) -> String {
        try checkOptions(of: table)
        let isStrict = table.options.contains(.strict)
        let key = try identityKey(of: table)
        var elements: [String] = []
        for column in table.columns {
            let primaryKey = key.flatMap { $0.column.isSameName(as: column.name) ? $0.name : nil }
            elements.append(try text(of: column, isStrict: isStrict, primaryKey: primaryKey))
        }
        for (name, constraint) in table.namedConstraints where key.map({ !$0.name.isSameText(as: name) }) ?? true {
            elements.append(try text(of: constraint, named: name))
        }
        let words = ["CREATE TABLE", ifNotExists ? "IF NOT EXISTS" : nil, try identifier(table.name), "("]
        var text = words.compactMap(\.self).joined(separator: " ")
        if let words = table.comment { text += " " + comment(words) }
        text += "\n    \(elements.joined(separator: ",\n    "))\n)"
        let options = [
            isStrict ? "STRICT" : nil, table.options.contains(.withoutRowID) ? "WITHOUT ROWID" : nil,
        ].compactMap(\.self)
        return options.isEmpty ? text : "\(text) \(options.joined(separator: ", "))"
    }

    /// Returns the primary key of a table with an identity column. In SQLite, that column itself declares the key.
    private func identityKey(of table: TableDefinition) throws(OperationError) -> (column: String, name: String)? {
        let counting = table.columns.filter { if case .identity = $0.source { true } else { false } }
        guard let column = counting.first else { return nil }
        let keys = table.namedConstraints.filter { if case .primaryKey = $0.constraint.kind { true } else { false } }
        guard counting.count == 1, keys.count == 1, let key = keys.first,
            case .primaryKey(let columns, let include) = key.constraint.kind, include.isEmpty, columns.count == 1,
            columns[0].isSameName(as: column.name),
            !table.options.contains(.withoutRowID)
        else {
            throw OperationError(
                "column \"\(column.name)\" of table \"\(table.name)\" is an identity column, and not the "
                    + "table's primary key",
                advice: "SQLite allows identity only in a primary key of one column, and not in a table without row "
                    + "numbers: write .primaryKey(\"\(column.name)\").")
        }
        return (column.name, key.name)
    }

    private func checkOptions(of table: TableDefinition) throws(OperationError) {
        let refused: [(Bool, String)] = [
            (table.partitioning != nil, "partitions"), (!table.storage.isEmpty, "storage parameters"),
            (table.tablespace != nil, "a tablespace"), (table.options.contains(.unlogged), "the option .unlogged"),
        ]
        for (isUsed, feature) in refused where isUsed {
            throw OperationError(
                "table \"\(table.name)\" has \(feature), which SQLite does not have",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        }
        guard !table.columns.isEmpty else {
            throw OperationError("table \"\(table.name)\" has no columns", advice: "SQLite requires at least one.")
        }
    }
}
