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
    public func standings() async throws -> [ViewStanding] {
        try await EmulatedView.all(on: connection).map {
            ViewStanding(name: QualifiedName($0.name), isPopulated: $0.isPopulated, state: nil)
        }
    }

    /// The one of a name, whichever case it is written in, with or without `main.` before it.
    /// - Throws: `MaterializedViewError` when there is none; `DatabaseError`.
    public func named(_ name: String) async throws -> MaterializedView {
        let typed = Self.parse(name)
        let isInMain = typed.schema.map(EmulatedView.isMain) ?? true
        if isInMain {
            if let view = try await EmulatedView.named(typed.name, on: connection), view.isReadable {
                return try await describe(view)
            }
            if let object = try await SchemaObject.named(typed.name, on: connection) {
                throw MaterializedViewError.otherKind(object.name, kind: object.type)
            }
        }
        let names = try await EmulatedView.all(on: connection).map(\.name)
        throw MaterializedViewError.notFound(name, nearest: NearestNames(to: typed.name, among: names).names)
    }

    /// Changes the rows that differ, in one transaction; SQLite shows readers the old ones until it commits.
    /// - Throws: `DatabaseError`, also when the columns of a `SELECT *` are no longer those of the view.
    public func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan {
        let emulated = EmulatedView(name: view.name.name, isPopulated: view.isPopulated, isReadable: true)
        return ViewRefreshPlan(
            view: view.name, strategy: .isolated,
            statements: try await emulated.refreshing(origin: nil, on: connection))
    }

    /// Nothing has to be done: who has begun a transaction that writes is alone.
    public func claim(_ view: QualifiedName, _ settings: RefreshSettings) async throws -> Bool { true }

    /// The rows, counted.
    public func extent(of view: QualifiedName) async throws -> ViewExtent {
        let found = try await named(SQLiteDialect().quote(view))
        return ViewExtent(rows: found.rows, bytes: found.sizeInBytes, state: found.state)
    }

    /// Runs the plan's statements.
    public func refresh(_ plan: ViewRefreshPlan) async throws -> RefreshedRows {
        for statement in plan.statements { try await connection.query(statement) }
        return RefreshedRows(changes: RowChanges(), rows: nil)
    }

    /// SQLite does not tell.
    public func holders(of view: QualifiedName) async throws -> [String] { [] }

    /// What the table `athanor_views` says.
    public func noted() async throws -> [QualifiedName: NotedView] { [:] }

    private func describe(_ view: EmulatedView) async throws -> MaterializedView {
        let rows = try await connection.query(
            "SELECT count(*) AS rows FROM main.\(SQLiteDialect().quote(view.rowsTable))")
        let key = try await UniqueIndexes(of: view, on: connection).key
        return MaterializedView(
            name: QualifiedName(view.name), isPopulated: view.isPopulated,
            rows: try rows.first.map { .exact(try $0.integer("rows")) } ?? .unknown,
            sizeInBytes: try await size(of: view), uniqueKey: key,
            nullableKeyColumns: try await NullableKey(of: view, key).columns(on: connection))
    }

    /// The bytes of the pages that the rows and their indexes take, where SQLite was built to tell.
    /// (https://sqlite.org/dbstat.html)
    private func size(of view: EmulatedView) async throws -> Int64? {
        let available = try await connection.query("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'")
        guard !available.isEmpty else { return nil }
        let rows = try await connection.query(
            """
            SELECT sum(pages.pgsize) AS size
            FROM main.sqlite_master AS object
            CROSS JOIN dbstat AS pages
            WHERE object.tbl_name = $1 AND pages.name = object.name AND pages.aggregate
            """, [.text(view.rowsTable)])
        return try rows.first?.integerIfAny("size")
    }

    /// A name as a person types it.
    static func parse(_ typed: String) -> QualifiedName {
        var cursor = TokenCursor(Lexer.tokens(inAccepted: typed)[...])
        guard let name = cursor.acceptQualifiedName(), cursor.isAtEnd else { return QualifiedName(schema: nil, typed) }
        return name
    }
}
