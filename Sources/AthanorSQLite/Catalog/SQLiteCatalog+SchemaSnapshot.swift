package import Athanor

extension SQLiteCatalog {
    /// Returns all objects of the database with their definitions.
    ///
    /// Definitions are compared by their tokens. White space, quotes, the case of names and the order of columns make
    /// no difference. (https://sqlite.org/schematab.html)
    /// - Throws: `DatabaseFailure`.
    package func snapshot(without versionTable: QualifiedName) async throws -> SchemaSnapshot {
        let rows = try await connection.query(
            own: """
                SELECT type, name, tbl_name, sql
                FROM main.sqlite_master
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                """)
        // The table of materialized views remains when the last one is dropped.
        let own = Set(
            (MetadataTable.allCases.map(\.sqliteName) + [EmulatedView.table, SQLiteEraser.table, versionTable.name]).map
            { SQLiteName($0) })
        var definitions: [SchemaSnapshot.Object: String] = [:]
        for row in rows where !own.contains(SQLiteName(try row["tbl_name", as: String.self])) {
            // These indexes depend on the values in the rows.
            if ExpressionIndexes.isName(try row["name", as: String.self]) { continue }
            let object = SchemaSnapshot.Object(
                kind: try row["type", as: String.self], name: try row["name", as: String.self].asciiLowercased)
            let sql = try row["sql", as: String.self]
            guard object.kind == "table", let table = StoredTable(sql) else {
                definitions[object] = Self.comparable(Lexer.tokens(inAccepted: sql)[...])
                continue
            }
            definitions[object] = Self.comparable(table.tokens[(table.closing + 1)...])
            for column in table.columns {
                let name = "\(object.name).\(column.name.asciiLowercased)"
                definitions[SchemaSnapshot.Object(kind: "column", name: name)] =
                    Self.comparable(table.tokens[column.range])
            }
            for constraint in table.constraints {
                // A constraint may have no name, so its text identifies it.
                let text = Self.comparable(table.tokens[constraint.range])
                definitions[SchemaSnapshot.Object(kind: "constraint", name: "\(object.name): \(text)")] = text
            }
        }
        return SchemaSnapshot(definitions)
    }

    private static func comparable(_ tokens: ArraySlice<Token>) -> String {
        tokens.map { token in
            switch token.kind {
            case .word, .quotedIdentifier: token.name?.asciiLowercased ?? token.text
            case .string, .other, .punctuation: token.text
            }
        }.joined(separator: " ")
    }
}
