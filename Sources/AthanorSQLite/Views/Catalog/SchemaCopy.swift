internal import Athanor

/// A copy of a database's tables and views in memory, without rows, to find dependencies.
///
/// SQLite keeps no list of them. But when a table is renamed, it rewrites the text of each view that really reads it.
/// The copy allows this test; the database itself, which is open for reading, does not. A view to be tested is first
/// replaced with a table. Where SQLite cannot rename, because some view is broken, a mention of the name counts as
/// reading.
struct SchemaCopy {
    private let connection: any Connection
    private let tables: [String]
    private let views: [SchemaObject]
    /// The names of the tables.
    private let tableNames: Set<SQLiteName>
    /// The names in each view's text. Each text is parsed once, for any number of tables.
    private let mentioned: [Set<SQLiteName>]
    /// The names of emulated views.
    private let emulated: Set<SQLiteName>

    /// Makes a copy, runs the body with it, and removes it.
    static func with<Result>(
        schemaOf original: any Connection, _ body: (SchemaCopy) async throws -> Result
    ) async throws -> Result {
        let connection = try await SQLiteConnection.open(.memory, options: ConnectionOptions())
        do {
            let result = try await body(try await SchemaCopy(of: original, into: connection))
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    private init(of original: any Connection, into connection: any Connection) async throws {
        self.connection = connection
        let dialect = SQLiteDialect()
        tables = try await SchemaObject.all(ofType: "table", on: original).map(\.name)
            .filter { !SQLiteName($0).begins(with: "sqlite_") }
        tableNames = Set(tables.map { SQLiteName($0) })
        let all = try await SchemaObject.all(ofType: "view", on: original)
        emulated = Set(all.compactMap { EmulatedView.name(ofDefinition: $0.name) }.map { SQLiteName($0) })
        var views: [SchemaObject] = []
        for table in tables {
            // Only the names of the columns matter.
            let columns = try await original.query(
                sql: "SELECT name FROM temp.pragma_table_xinfo($1, 'main') ORDER BY cid", [.text(table)])
            let list = try columns.map { dialect.quote(try $0["name", as: String.self]) }.joined(separator: ", ")
            guard !list.isEmpty else { continue }
            try await connection.query(sql: "CREATE TABLE main.\(dialect.quote(table)) (\(list))")
        }
        for view in all {
            guard let sql = view.sql else { continue }
            try await connection.query(sql: sql)
            views.append(view)
        }
        self.views = views
        mentioned = views.map { view in
            Set(Lexer.tokens(inAccepted: view.sql ?? "").compactMap(\.name).map { SQLiteName($0) })
        }
    }

    /// Returns the dependencies. The definition, the table of rows and the readable view of an emulated view count as
    /// one.
    func graph() async throws -> ViewDependencyGraph {
        var edges: [ViewDependencyGraph.Edge] = []
        for object in tables + views.map(\.name) {
            guard let source = relation(of: object) else { continue }
            for reader in try await readers(of: object) {
                guard let reader = relation(of: reader), reader != source else { continue }
                edges.append(ViewDependencyGraph.Edge(from: source, to: reader))
            }
        }
        return ViewDependencyGraph(views: views.compactMap { relation(of: $0.name) }, edges: edges)
    }

    /// Returns the relation that users see for an object; `nil` for Athanor's internal objects.
    private func relation(of object: String) -> ViewRelation? {
        for prefix in [EmulatedView.definitionPrefix, EmulatedView.rowsPrefix] {
            guard let name = SQLiteName(object).rest(after: prefix), emulated.contains(SQLiteName(name)) else {
                continue
            }
            return ViewRelation(QualifiedName(schema: nil, name: readable(name)), kind: .materializedView)
        }
        if emulated.contains(SQLiteName(object)) {
            return ViewRelation(QualifiedName(schema: nil, name: object), kind: .materializedView)
        }
        guard !SQLiteViewInventory.isOwn(object) else { return nil }
        let isTable = hasTable(object)
        return ViewRelation(QualifiedName(schema: nil, name: object), kind: isTable ? .table : .view)
    }

    /// Returns a name as the readable view's name is written.
    private func readable(_ name: String) -> String {
        views.first { $0.name.isSameName(as: name) }?.name ?? name
    }

    private func hasTable(_ name: String) -> Bool { tableNames.contains(SQLiteName(name)) }

    /// Returns the views that directly read a table or a view.
    private func readers(of name: String) async throws -> [String] {
        let wanted = SQLiteName(name)
        let mentions = zip(views, mentioned).filter { SQLiteName($0.name) != wanted && $1.contains(wanted) }.map(\.0)
        guard !mentions.isEmpty else { return [] }
        let rewritten = try await viewsRewritten(byRenaming: name)
        return mentions.map(\.name).filter { rewritten?.contains(SQLiteName($0)) ?? true }
    }

    private func viewsRewritten(byRenaming name: String) async throws -> Set<SQLiteName>? {
        let quoted = SQLiteDialect().quote(name)
        let attempt = try await connection.undoingIfAccepted {
            if !hasTable(name) {
                let columns = try await connection.query(
                    sql: "SELECT name FROM temp.pragma_table_xinfo($1, 'main') ORDER BY cid", [.text(name)])
                let list = try columns.map { SQLiteDialect().quote(try $0["name", as: String.self]) }.joined(
                    separator: ", ")
                try await connection.query(sql: "DROP VIEW main.\(quoted)")
                try await connection.query(sql: "CREATE TABLE main.\(quoted) (\(list))")
            }
            try await connection.query(sql: "ALTER TABLE main.\(quoted) RENAME TO athanor_renamed")
            return try await SchemaObject.all(ofType: "view", on: connection)
        }
        guard case .success(let after) = attempt else { return nil }
        return Set(Set(views).subtracting(after).map { SQLiteName($0.name) })
    }
}
