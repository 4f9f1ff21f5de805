internal import Athanor

/// A table, view, index or trigger of the database. (https://sqlite.org/schematab.html)
struct SchemaObject: Hashable, Sendable {
    /// `table`, `view`, `index` or `trigger`.
    let type: String
    /// Its name as it was written when it was created.
    let name: String
    /// The statement that creates it; `nil` for the indexes that SQLite makes by itself.
    let sql: String?

    /// Two are the same when their texts are, byte by byte: names that Swift takes for equal are two to SQLite.
    static func == (left: SchemaObject, right: SchemaObject) -> Bool {
        left.type == right.type && left.name.isSameText(as: right.name)
            && left.sql.map { ExactText($0) } == right.sql.map { ExactText($0) }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(name))
    }

    /// `a table` and the like, for messages.
    var kindWithArticle: String { type == "index" ? "an index" : "a \(type)" }

    /// Whether a name occurs in its text, as that of a table or by chance of something else.
    func mentions(_ name: String) -> Bool { sql.map { StoredText($0).mentions(name) } ?? false }

    /// The object of a name, whichever case it is written in.
    static func named(
        _ name: String, in schema: TableSchema = .main, on connection: any Connection
    ) async throws -> SchemaObject? {
        // Triggers have names of their own: one may be called as a table is.
        try await query("type <> 'trigger' AND name = $1 COLLATE NOCASE", [.text(name)], in: schema, on: connection)
            .first
    }

    /// All objects of a type, ordered by name.
    static func all(ofType type: String, on connection: any Connection) async throws -> [SchemaObject] {
        try await query("type = $1", [.text(type)], on: connection)
    }

    private static func query(
        _ condition: String, _ values: [Value], in schema: TableSchema = .main, on connection: any Connection
    ) async throws -> [SchemaObject] {
        let rows = try await connection.query(
            """
            SELECT type, name, sql
            FROM \(schema).sqlite_master
            WHERE \(condition)
            ORDER BY name
            """, values)
        return try rows.map {
            SchemaObject(type: try $0.text("type"), name: try $0.text("name"), sql: try $0.textIfAny("sql"))
        }
    }
}
