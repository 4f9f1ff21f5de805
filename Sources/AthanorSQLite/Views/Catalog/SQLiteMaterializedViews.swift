public import Athanor

/// The emulated materialized views of an SQLite database.
public struct SQLiteMaterializedViews: MaterializedViews {
    let connection: any Connection

    init(connection: any Connection) {
        self.connection = connection
    }

    /// All of them, ordered by name. Their rows are always counted: SQLite's statistics would be no quicker to trust.
    /// - Throws: `DatabaseError`.
    public func all(exactRows: Bool) async throws -> [MaterializedView] {
        var views: [MaterializedView] = []
        for view in try await EmulatedView.all(on: connection) { views.append(try await describe(view)) }
        return views
    }

    /// All of them, ordered by name. SQLite has nothing that changes with every refresh.
    /// - Throws: `DatabaseError`.
    public func statuses() async throws -> [ViewStatus] {
        try await EmulatedView.all(on: connection).map {
            ViewStatus(name: QualifiedName(schema: nil, name: $0.name), isPopulated: $0.isPopulated, state: nil)
        }
    }

    /// The one of a name, whichever case it is written in, with or without `main.` before it.
    /// - Throws: `MaterializedViewError` when there is none; `DatabaseError`.
    public func named(_ name: String) async throws -> MaterializedView {
        let typed = Self.parse(name)
        let isInMain = typed.schema.map(EmulatedView.isMain) ?? true
        if isInMain {
            if let view = try await EmulatedView.named(typed.name, on: connection) {
                return try await describe(view)
            }
            if let object = try await SchemaObject.named(typed.name, on: connection) {
                throw MaterializedViewError.otherKind(object.name, kind: object.type)
            }
        }
        let names = try await EmulatedView.all(on: connection).map(\.name)
        throw MaterializedViewError.notFound(name, nearest: NearestNames(to: typed.name, among: names).names)
    }

    /// A damaged view has no rows that could be counted; its refresh says what is wrong with it.
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

    /// The rows, counted.
    func count(of view: EmulatedView) async throws -> RowCount {
        let rows = try await connection.query(
            "SELECT count(*) AS rows FROM main.\(SQLiteDialect().quote(view.rowsTable))")
        return try rows.first.map { .exact(try $0.integer("rows")) } ?? .unknown
    }

    /// The bytes of the pages that the rows and their indexes take, where SQLite was built to tell. (Of its hidden column
    /// `aggregate`, dbstat understands no condition but that it is 1.)
    /// (https://sqlite.org/dbstat.html)
    func size(of view: EmulatedView) async throws -> Int64? {
        let available = try await connection.query("SELECT 1 FROM temp.pragma_module_list WHERE name = 'dbstat'")
        guard !available.isEmpty else { return nil }
        let rows = try await connection.query(
            """
            SELECT sum(pages.pgsize) AS size
            FROM main.sqlite_master AS object
            CROSS JOIN dbstat AS pages
            WHERE object.tbl_name = $1 AND pages.name = object.name AND pages.aggregate = 1
            """, [.text(view.rowsTable)])
        return try rows.first?.integerIfAny("size")
    }

    /// A name as a person types it.
    static func parse(_ typed: String) -> QualifiedName {
        var cursor = TokenCursor(Lexer.tokens(inAccepted: typed)[...])
        guard let name = cursor.acceptQualifiedName(), cursor.isAtEnd else {
            return QualifiedName(schema: nil, name: typed)
        }
        return name
    }
}
