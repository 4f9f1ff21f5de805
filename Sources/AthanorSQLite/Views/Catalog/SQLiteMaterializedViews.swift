package import Athanor

/// The emulated materialized views of an SQLite database.
package struct SQLiteMaterializedViews: MaterializedViews {
    let connection: any Connection

    init(connection: any Connection) {
        self.connection = connection
    }

    /// Returns all views, ordered by name. Rows are always counted: SQLite's statistics would be no faster.
    /// - Throws: `DatabaseFailure`.
    package func all(exactRows: Bool) async throws -> [MaterializedView] {
        var views: [MaterializedView] = []
        for view in try await EmulatedView.all(on: connection) { views.append(try await describe(view)) }
        return views
    }

    /// Returns the status of all views, ordered by name. The state is `nil`: SQLite has nothing that changes with every
    /// refresh.
    /// - Throws: `DatabaseFailure`.
    package func statuses() async throws -> [ViewStatus] {
        try await EmulatedView.all(on: connection).map {
            ViewStatus(name: QualifiedName(schema: nil, name: $0.name), isPopulated: $0.isPopulated, state: nil)
        }
    }

    /// Returns the view with this name, in any case, with or without `main.` before it.
    /// - Throws: `ViewLookupError` when it does not exist; `DatabaseFailure`.
    package func named(_ name: String) async throws -> MaterializedView {
        let typed = Self.parse(name)
        let isInMain = typed.schema.map(EmulatedView.isMain) ?? true
        if isInMain {
            if let view = try await EmulatedView.named(typed.name, on: connection) {
                return try await describe(view)
            }
            if let object = try await SchemaObject.named(typed.name, on: connection) {
                throw ViewLookupError.otherKind(object.name, kind: object.type)
            }
        }
        let names = try await EmulatedView.all(on: connection).map(\.name)
        throw ViewLookupError.notFound(name, nearest: NearestNames(to: typed.name, among: names).names)
    }

    /// Describes a view. If its table of rows is missing, the rows are not counted; its refresh reports the damage.
    func describe(_ view: EmulatedView) async throws -> MaterializedView {
        guard try await ViewDamage(of: view, on: connection) != .rows else {
            return MaterializedView(
                name: QualifiedName(schema: nil, name: view.name), isPopulated: view.isPopulated, rows: .unknown,
                sizeInBytes: nil, uniqueKey: .needless)
        }
        let key = try await UniqueIndexes(of: view, on: connection).key
        return MaterializedView(
            name: QualifiedName(schema: nil, name: view.name), isPopulated: view.isPopulated,
            rows: try await count(of: view),
            sizeInBytes: try await size(of: view), uniqueKey: key,
            nullableKeyColumns: try await NullableKey(of: view, key).columns(on: connection))
    }

    /// Counts the rows.
    func count(of view: EmulatedView) async throws -> RowCount {
        let rows = try await connection.query(
            sql: "SELECT count(*) AS rows FROM main.\(SQLiteDialect().quote(view.rowsTable))")
        return try rows.first.map { .exact(try $0["rows", as: Int64.self]) } ?? .unknown
    }

    /// Returns the size in bytes of the pages of the rows and their indexes; `nil` if SQLite was built without dbstat.
    /// (dbstat's hidden column `aggregate` accepts no condition but `= 1`.) (https://sqlite.org/dbstat.html)
    func size(of view: EmulatedView) async throws -> Int64? {
        let available = try await connection.query("SELECT 1 FROM temp.pragma_module_list WHERE name = 'dbstat'")
        guard !available.isEmpty else { return nil }
        let rows = try await connection.query(
            sql: """
                SELECT sum(pages.pgsize) AS size
                FROM main.sqlite_master AS object
                CROSS JOIN dbstat AS pages
                WHERE object.tbl_name = $1 AND pages.name = object.name AND pages.aggregate = 1
                """, [.text(view.rowsTable)])
        return try rows.first?["size", as: Int64?.self]
    }

    /// Parses a name as a user types it.
    static func parse(_ typed: String) -> QualifiedName {
        var cursor = TokenCursor(Lexer.tokens(inAccepted: typed)[...])
        guard let name = cursor.acceptQualifiedName(), cursor.isAtEnd else {
            return QualifiedName(schema: nil, name: typed)
        }
        return name
    }
}
