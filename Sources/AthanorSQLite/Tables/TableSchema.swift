internal import Athanor

/// A schema in which Athanor can rebuild tables.
enum TableSchema: String, CustomStringConvertible {
    /// The database file.
    case main
    /// The temporary objects of the session.
    case temp

    /// Parses a schema's name in SQL; `nil` for an attached database.
    init?(_ name: String) {
        self.init(rawValue: name.asciiLowercased)
    }

    /// The name, which needs no quotes.
    var description: String { rawValue }
}

extension QualifiedName {
    /// The name, in `main` unless it has a schema. Without one, SQLite searches the temporary objects first, but an
    /// operation means the permanent table or view. (https://sqlite.org/lang_naming.html)
    var inMain: QualifiedName { QualifiedName(schema: schema ?? "main", name: name) }

    /// The schema of the table with this name; `nil` in an attached database.
    var tableSchema: TableSchema? { schema.map { TableSchema($0) } ?? .main }
}
