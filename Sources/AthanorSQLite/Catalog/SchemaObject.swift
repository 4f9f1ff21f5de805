internal import Athanor

/// A table, view, index or trigger of the database. (https://sqlite.org/schematab.html)
struct SchemaObject: Hashable, Sendable {
    /// `table`, `view`, `index` or `trigger`.
    let type: String
    /// The name as it was written when the object was created.
    let name: String
    /// The statement that creates the object; `nil` for indexes that SQLite creates itself.
    let sql: String?

    /// Compares texts byte by byte: SQLite distinguishes names that Swift considers equal.
    static func == (left: SchemaObject, right: SchemaObject) -> Bool {
        left.type == right.type && left.name.isSameText(as: right.name)
            && left.sql.map { ExactText($0) } == right.sql.map { ExactText($0) }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(name))
    }

    /// The kind with its article, such as `a table`, for messages.
    var kindWithArticle: String { type == "index" ? "an index" : "a \(type)" }

    /// Whether a name occurs in the object's text. It may name something other than a table there.
    func mentions(_ name: String) -> Bool { sql.map { StoredText($0).mentions(name) } ?? false }

    /// Returns the object with this name, in any case.
    static func named(
        _ name: String, in schema: TableSchema = .main, on connection: any Connection
    ) async throws -> SchemaObject? {
        // Triggers have a namespace of their own: a trigger may have the same name as a table.
        try await query("type <> 'trigger' AND name = $1 COLLATE NOCASE", [.text(name)], in: schema, on: connection)
            .first
    }

    /// Returns all objects of a type, ordered by name.
    static func all(ofType type: String, on connection: any Connection) async throws -> [SchemaObject] {
        try await query("type = $1", [.text(type)], on: connection)
    }

    private static func query(
        _ condition: String, _ values: [Value], in schema: TableSchema = .main, on connection: any Connection
    ) async throws -> [SchemaObject] {
        let rows = try await connection.query(
            sql: """
                SELECT type, name, sql
                FROM \(schema).sqlite_master
                WHERE \(condition)
                ORDER BY name
                """, values)
        return try rows.map {
            SchemaObject(
                type: try $0["type", as: String.self], name: try $0["name", as: String.self],
                sql: try $0["sql", as: String?.self])
        }
    }
}
