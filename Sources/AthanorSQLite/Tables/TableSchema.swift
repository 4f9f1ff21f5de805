internal import Athanor

/// Where a table lies that Athanor can rebuild.
enum TableSchema: String, CustomStringConvertible {
    /// The database file.
    case main
    /// The temporary objects of the session.
    case temp

    /// The schema that a name of SQL means; `nil` for an attached database.
    init?(_ name: String) {
        self.init(rawValue: name.asciiLowercased)
    }

    /// The name, which needs no quotes.
    var description: String { rawValue }
}

extension QualifiedName {
    /// The name in `main` unless it has a schema: without one, SQLite looks among the temporary objects first, and an operation
    /// means the table or view that lasts. (https://sqlite.org/lang_naming.html)
    var inMain: QualifiedName { QualifiedName(schema: schema ?? "main", name: name) }

    /// Where the table of this name lies; `nil` in an attached database.
    var tableSchema: TableSchema? { schema.map { TableSchema($0) } ?? .main }
}
