internal import Athanor

/// A materialized view that Athanor emulates, since SQLite has none.
///
/// A view `daily` consists of
/// - the table `athanor_rows_daily`, which holds the rows and has the indexes,
/// - the view `daily`, which is `SELECT *` over that table, or uses expressions where no column declaration gives the
///   same comparisons as the plain view (``RowsColumn``); SQLite refuses writes to it, and reads use the table's
///   indexes,
/// - the view `athanor_definition_daily`, whose text is the query; SQLite updates it when tables or columns that it
///   reads are renamed (https://sqlite.org/lang_altertable.html), and
/// - a row in the table `athanor_materialized_views`, which records whether the view has data.
struct EmulatedView: Hashable, Sendable {
    /// The name for users.
    let name: String
    /// Whether the view has data.
    let isPopulated: Bool
    /// Whether the view with this name exists and reads the rows. Someone may have dropped it with DROP VIEW, and used
    /// its name for another object.
    let isReadable: Bool

    /// The table that holds the rows.
    var rowsTable: String { Self.rowsPrefix + name }
    /// The view that holds the query.
    var definitionView: String { Self.definitionPrefix + name }

    static let rowsPrefix = "athanor_rows_"
    static let definitionPrefix = "athanor_definition_"
    static let table = "athanor_materialized_views"

    /// Creates the description of a view that does not exist yet.
    init(newNamed name: String, isPopulated: Bool) {
        self.init(name: name, isPopulated: isPopulated, isReadable: false)
    }

    init(name: String, isPopulated: Bool, isReadable: Bool) {
        self.name = name
        self.isPopulated = isPopulated
        self.isReadable = isReadable
    }

    /// Whether a schema is `main`, which contains all emulated views.
    static func isMain(_ schema: String) -> Bool { schema.isSameName(as: "main") }

    /// Returns the name of the emulated view whose query a view holds; `nil` for any other view.
    static func name(ofDefinition view: String) -> String? { SQLiteName(view).rest(after: definitionPrefix) }

    static func == (left: EmulatedView, right: EmulatedView) -> Bool {
        left.name.isSameName(as: right.name) && left.isPopulated == right.isPopulated
            && left.isReadable == right.isReadable
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(SQLiteName(name))
    }
}

extension EmulatedView {
    /// Returns the view with this name, in any case.
    static func named(_ name: String, on connection: any Connection) async throws -> EmulatedView? {
        try await query("athanor.name = $1", [.text(name)], on: connection).first
    }

    /// Returns all views, including damaged ones, ordered by name.
    static func all(on connection: any Connection) async throws -> [EmulatedView] {
        try await query("true", [], on: connection)
    }

    private static func query(
        _ condition: String, _ values: [Value], on connection: any Connection
    ) async throws -> [EmulatedView] {
        guard try await SchemaObject.named(table, on: connection) != nil else { return [] }
        let rows = try await connection.query(
            sql: """
                SELECT athanor.name, athanor.populated, schema.sql
                FROM main.\(SQLiteDialect().quote(table)) AS athanor
                LEFT JOIN main.sqlite_master AS schema
                       ON schema.type = 'view' AND schema.name = athanor.name COLLATE NOCASE
                WHERE \(condition)
                ORDER BY athanor.name
                """, values)
        return try rows.map { row in
            let name = try row["name", as: String.self]
            let isReadable =
                try row["sql", as: String?.self].map { StoredText($0).mentions(of: rowsPrefix + name) > 0 } ?? false
            return EmulatedView(name: name, isPopulated: try row["populated", as: Bool.self], isReadable: isReadable)
        }
    }
}
