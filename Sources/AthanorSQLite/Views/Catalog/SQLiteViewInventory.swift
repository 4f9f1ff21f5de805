package import Athanor

/// The views of an SQLite database: plain views, and Athanor's materialized views.
package struct SQLiteViewInventory: ViewInventory {
    private let connection: any Connection

    init(connection: any Connection) {
        self.connection = connection
    }

    /// Returns the views, ordered by name. Rows of materialized views are always counted.
    /// - Throws: `DatabaseFailure`.
    package func views(_ name: QualifiedName?, exact: Bool) async throws -> [ListedView] {
        let objects = try await SchemaObject.all(ofType: "view", on: connection)
        let byName = Dictionary(objects.map { (SQLiteName($0.name), $0) }) { first, _ in first }
        let materialized = try await materializedViews(name)
        let record = try await record()
        // A damaged view may have lost its readable view.
        let hidden = materialized.values.map(\.name.name).filter { byName[SQLiteName($0)] == nil }
        var views: [ListedView] = []
        for listed in (objects.map(\.name).filter { !Self.isOwn($0) } + hidden).sorted(by: {
            SQLiteName($0) < SQLiteName($1)
        }) {
            if let name, !name.name.isSameName(as: listed) { continue }
            let emulated = materialized[SQLiteName(listed)]
            let definitionName = emulated.map { EmulatedView.definitionPrefix + $0.name.name } ?? listed
            if let emulated {
                let view = EmulatedView(name: emulated.name.name, isPopulated: emulated.isPopulated, isReadable: true)
                if let damage = try await ViewDamage(of: view, on: connection) {
                    views.append(
                        ListedView(
                            name: emulated.name, kind: .materialized(emulated), indexes: [],
                            definition: byName[SQLiteName(definitionName)]?.sql.map { StoredDefinition($0).query }
                                ?? "",
                            fingerprint: nil,
                            origin: .unknown(because: "\(damage.problem(of: view)). \(damage.advice.dropLast())")
                        ))
                    continue
                }
            }
            guard let sql = byName[SQLiteName(definitionName)]?.sql else { continue }
            let definition = StoredDefinition(sql)
            let noted = record[SQLiteName(listed)].map(StoredDefinition.init)
            views.append(
                ListedView(
                    name: emulated?.name ?? QualifiedName(schema: nil, name: listed),
                    kind: emulated.map(ListedView.Kind.materialized) ?? .plain,
                    indexes: try await indexes(of: emulated), definition: definition.query,
                    fingerprint: DefinitionFingerprint(of: definition.comparable),
                    origin: noted.map { $0.isSame(as: definition) ? .sameAsRevisions : .differs }
                        ?? .notByRevision))
        }
        return views
    }

    /// Returns the recorded views that do not exist.
    /// - Throws: `DatabaseFailure`.
    package func missingViews() async throws -> [MissingView] {
        guard try await SQLiteCatalog(connection: connection).metadataTablesFormat() != nil else { return [] }
        return try await connection.query(
            sql: """
                SELECT noted.name
                FROM \(SQLiteDialect().name(of: .views)) AS noted
                WHERE noted.definition <> '' AND NOT EXISTS (
                    SELECT 1 FROM main.sqlite_master AS now
                    WHERE now.type = 'view'
                        AND now.name = CASE noted.kind WHEN 'view' THEN '' ELSE $1 END || noted.name COLLATE NOCASE)
                ORDER BY noted.name
                """, [.text(EmulatedView.definitionPrefix)]
        ).map { MissingView(name: QualifiedName(schema: nil, name: try $0["name", as: String.self]), presentName: nil) }
    }

    /// Whether a view is one of Athanor's internal views.
    static func isOwn(_ name: String) -> Bool { SQLiteName(name).begins(with: "athanor_") }

    private func materializedViews(_ name: QualifiedName?) async throws -> [SQLiteName: MaterializedView] {
        let views = SQLiteMaterializedViews(connection: connection)
        guard let name else {
            return Dictionary(try await views.all(exactRows: true).map { (SQLiteName($0.name.name), $0) }) { $1 }
        }
        do {
            return [SQLiteName(name.name): try await views.named(SQLiteDialect().quote(name.name))]
        } catch is ViewLookupError {
            return [:]
        }
    }

    private func indexes(of view: MaterializedView?) async throws -> [ListedIndex] {
        guard let view else { return [] }
        let rows = try await connection.query(
            sql: """
                SELECT name, sql FROM main.sqlite_master
                WHERE type = 'index' AND tbl_name = $1 COLLATE NOCASE AND sql IS NOT NULL
                ORDER BY name
                """, [.text(EmulatedView.rowsPrefix + view.name.name)])
        return try rows.map {
            ListedIndex(name: try $0["name", as: String.self], definition: try $0["sql", as: String.self])
        }
        .filter { !ExpressionIndexes.isName($0.name) }
    }

    /// Returns the recorded texts, by the views' names.
    private func record() async throws -> [SQLiteName: String] {
        guard try await SchemaObject.named(MetadataTable.views.sqliteName, on: connection) != nil else { return [:] }
        let rows = try await connection.query(
            sql: "SELECT name, definition FROM \(SQLiteDialect().name(of: .views)) WHERE definition <> ''")
        return try rows.reduce(into: [:]) {
            $0[SQLiteName(try $1["name", as: String.self])] = try $1["definition", as: String.self]
        }
    }

    /// Returns the columns; none if the view cannot be read. SQLite has no owners, comments or privileges.
    /// - Throws: `DatabaseFailure`.
    package func properties(of view: ListedView) async throws -> ViewProperties {
        // The rows of a materialized view are declared to suit their storage; the shown types are those of its
        // definition.
        let relation = view.materialized == nil ? view.name.name : EmulatedView.definitionPrefix + view.name.name
        let rows: StatementResult
        do {
            rows = try await connection.query(
                sql: "SELECT name, type FROM temp.pragma_table_xinfo($1, 'main') ORDER BY cid", [.text(relation)])
        } catch let error as DatabaseFailure where error.kind == .statement {
            // The view cannot be read, since an object that its query reads is gone.
            return ViewProperties(columns: [], owner: nil, comment: nil, grants: [])
        }
        return ViewProperties(
            columns: try rows.map {
                ViewProperties.Column(name: try $0["name", as: String.self], type: try $0["type", as: String.self])
            },
            owner: nil, comment: nil, grants: [])
    }

    /// Returns the dependencies, found on a copy of the schema in memory.
    /// - Throws: `DatabaseFailure`.
    package func dependencies() async throws -> ViewDependencyGraph {
        // Without views there are no dependencies, and the tables need not be copied.
        guard try await !SchemaObject.all(ofType: "view", on: connection).isEmpty else {
            return ViewDependencyGraph(views: [], edges: [])
        }
        return try await SchemaCopy.with(schemaOf: connection) { try await $0.graph() }
    }

    /// Returns the view or table with this name, in any case, with or without `main.` before it.
    /// - Throws: `ViewLookupError` when it does not exist; `DatabaseFailure`.
    package func relation(named name: String) async throws -> ViewRelation {
        let typed = SQLiteMaterializedViews.parse(name)
        let isInMain = typed.schema.map(EmulatedView.isMain) ?? true
        if isInMain, let object = try await SchemaObject.named(typed.name, on: connection) {
            if object.type == "table" {
                return ViewRelation(QualifiedName(schema: nil, name: object.name), kind: .table)
            }
            guard object.type == "view" else {
                throw ViewLookupError.otherKind(object.name, kind: object.type, wanted: .view)
            }
            let emulated = try await EmulatedView.named(object.name, on: connection)
            return ViewRelation(
                QualifiedName(schema: nil, name: emulated?.name ?? object.name),
                kind: emulated == nil ? .view : .materializedView)
        }
        if isInMain, let damaged = try await EmulatedView.named(typed.name, on: connection) {
            return ViewRelation(QualifiedName(schema: nil, name: damaged.name), kind: .materializedView)
        }
        let names = try await SchemaObject.all(ofType: "view", on: connection).map(\.name).filter { !Self.isOwn($0) }
        throw ViewLookupError.notFound(name, nearest: NearestNames(to: typed.name, among: names).names, wanted: .view)
    }
}
