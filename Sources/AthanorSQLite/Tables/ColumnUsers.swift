internal import Athanor

/// The objects that use a column of a table, outside the table's own text.
///
/// SQLite keeps no list of them, so the column is actually renamed in a savepoint that is rolled back: SQLite then
/// rewrites the text of each object that means the column. Where SQLite cannot, because something in the database is
/// already broken, any object that mentions table and column counts as a user.
struct ColumnUsers {
    private let column: String
    private let table: EditedTable
    private let users: [User]

    private struct User {
        let object: SchemaObject
        let table: String

        var description: String {
            if let name = EmulatedView.name(ofDefinition: object.name) { return "materialized view \"\(name)\"" }
            switch object.type {
            case "table": return "a foreign key of table \"\(object.name)\""
            case "trigger": return "trigger \"\(object.name)\" on \"\(table)\""
            default: return "\(object.type) \"\(object.name)\""
            }
        }
    }

    init(
        of column: String, in table: EditedTable, _ schema: TableSchema, on connection: any Connection
    ) async throws {
        self.column = column
        self.table = table
        let before = try await Self.others(than: table.name, in: schema, on: connection)
        let dialect = SQLiteDialect()
        let after = try await connection.undoingIfAccepted {
            let renaming =
                "ALTER TABLE \(schema).\(dialect.quote(table.name)) RENAME COLUMN \(dialect.quote(column)) "
                + "TO athanor_renamed_column"
            try await connection.query(sql: SQLStatement(renaming))
            return try await Self.others(than: table.name, in: schema, on: connection)
        }
        if case .success(let after) = after {
            let unchanged = Set(after.map(\.object))
            users = before.filter { !unchanged.contains($0.object) }
        } else {
            users = before.filter {
                $0.object.mentions(column)
                    && ($0.object.mentions(table.name) || $0.table.isSameName(as: table.name))
            }
        }
    }

    private static func others(
        than table: String, in schema: TableSchema, on connection: any Connection
    ) async throws -> [User] {
        let rows = try await connection.query(
            sql: """
                SELECT type, name, sql, tbl_name
                FROM \(schema).sqlite_master
                WHERE sql IS NOT NULL AND NOT (type = 'table' AND name = $1 COLLATE NOCASE)
                ORDER BY type, name
                """, [.text(table)])
        return try rows.map {
            User(
                object: SchemaObject(
                    type: try $0["type", as: String.self], name: try $0["name", as: String.self],
                    sql: try $0["sql", as: String?.self]),
                table: try $0["tbl_name", as: String.self])
        }
    }

    /// Returns the indexes that are dropped with the column.
    /// - Throws: `OperationError` that names the users of the column that are not dropped.
    func indexesToDrop(_ dependents: DependentObjects) throws(OperationError) -> [String] {
        let indexes = users.filter { $0.object.type == "index" }
        let others = users.filter { $0.object.type != "index" }
        let refusing = dependents == .cascade ? others : others + indexes
        guard refusing.isEmpty else {
            let names = refusing.map(\.description).joined(separator: ", ")
            throw table.refusal(
                toDrop: column, because: "\(names) \(refusing.count == 1 ? "uses" : "use") it",
                advice: others.isEmpty
                    ? "Drop the index first, or give `dependents: .cascade`."
                    : "Drop that first, or change it so that it does not use the column."
            )
        }
        return indexes.map(\.object.name)
    }
}
