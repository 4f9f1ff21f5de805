package import Athanor

/// The catalog of an SQLite database.
package struct SQLiteCatalog: Catalog {
    let connection: any Connection

    init(connection: any Connection) {
        self.connection = connection
    }

    /// Returns the location where the version table is, or would be created.
    /// - Throws: `DatabaseFailure`, also for a schema other than `main` and when the name belongs to another kind of
    ///   object.
    package func locate(_ table: VersionTable) async throws -> VersionTableLocation {
        if let schema = table.schema, !EmulatedView.isMain(schema) {
            throw DatabaseFailure(
                kind: .statement, message: "SQLite has no schema \"\(schema)\" for the version table \"\(table.name)\"",
                advice: "Remove the schema of the version table from the configuration.")
        }
        let object = try await SchemaObject.named(table.name, on: connection)
        if let object, object.type != "table" {
            throw DatabaseFailure(
                kind: .statement, message: "\"\(table.name)\" is \(object.kindWithArticle), not a version table",
                advice: "Give the version table another name in the configuration.")
        }
        if let object, try await !hasVersions(object) {
            throw DatabaseFailure(
                kind: .statement,
                message: "\"\(object.name)\" is a table without a column version_num, not a version table",
                advice: "Give the version table another name in the configuration.")
        }
        // SQLite does not enforce the length in VARCHAR(32), so any id fits.
        return VersionTableLocation(
            name: QualifiedName(schema: nil, name: object?.name ?? table.name), exists: object != nil,
            longestIdentifier: nil)
    }

    private func hasVersions(_ table: SchemaObject) async throws -> Bool {
        try await !connection.query(
            sql: "SELECT 1 FROM temp.pragma_table_xinfo($1, 'main') WHERE name = 'version_num' COLLATE NOCASE",
            [.text(table.name)]
        ).isEmpty
    }

    /// Returns the row number, or the primary key of a table WITHOUT ROWID. (https://sqlite.org/rowidtable.html)
    package func rowKey(of table: QualifiedName) async throws -> [String] {
        let rows = try await connection.query(
            sql: """
                SELECT columns.name, columns.pk, list.wr
                FROM temp.pragma_table_xinfo($1) AS columns
                JOIN temp.pragma_table_list($1) AS list
                WHERE list.schema = coalesce($2, 'main')
                ORDER BY columns.pk
                """, [.text(table.name), Value(table.schema)])
        guard try rows.first?["wr", as: Bool.self] == false else {
            return try rows.filter { try $0["pk", as: Int64.self] > 0 }.map {
                SQLiteDialect().quote(try $0["name", as: String.self])
            }
        }
        let taken = Set(try rows.map { SQLiteName(try $0["name", as: String.self]) })
        return ["rowid", "_rowid_", "oid"].filter { !taken.contains(SQLiteName($0)) }.prefix(1).map { $0 }
    }

    /// Returns `OR ABORT` for a table whose text contains `ON CONFLICT`, else an empty text.
    ///
    /// The clause is not used for every table: the conflict clause of a statement also applies to the statements of
    /// triggers, which may use `OR IGNORE` on purpose. (https://sqlite.org/lang_createtrigger.html)
    /// - Throws: `DatabaseFailure`.
    package func conflictClause(for table: QualifiedName) async throws -> String {
        for schema in table.schema.map({ [$0] }) ?? ["temp", "main"] {
            let rows = try await connection.query(
                sql: SQLStatement(
                    "SELECT sql FROM \(SQLiteDialect().quote(schema)).sqlite_master "
                        + "WHERE type = 'table' AND name = $1 COLLATE NOCASE", [.text(table.name)]))
            guard let sql = try rows.first?["sql", as: String?.self] else { continue }
            let tokens = Lexer.tokens(inAccepted: sql)
            return zip(tokens, tokens.dropFirst()).contains { $0.isKeyword("ON") && $1.isKeyword("CONFLICT") }
                ? "OR ABORT" : ""
        }
        return ""
    }

    /// Returns the format of the metadata tables; `nil` if they do not exist.
    /// - Throws: `DatabaseFailure`.
    package func metadataTablesFormat() async throws -> Int? {
        let table = MetadataTable.format.sqliteName
        guard try await SchemaObject.named(table, on: connection) != nil else { return nil }
        let rows = try await connection.query(
            sql: "SELECT max(version) AS version FROM \(SQLiteDialect().quote(table))")
        return try rows.first?["version", as: Int64?.self].map(Int.init)
    }
}
