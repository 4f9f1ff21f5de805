package import Athanor

/// The views of a PostgreSQL database, plain and materialized, seen through one connection.
package struct PostgreSQLViewInventory: ViewInventory {
    let connection: any Connection

    /// Creates an inventory of the views that the connection's user sees.
    package init(connection: any Connection) {
        self.connection = connection
    }

    /// Returns views, ordered by schema and name. The number of round trips does not depend on the number of views.
    package func views(_ name: QualifiedName?, exact: Bool) async throws -> [ListedView] {
        let definitions = try await DefinitionReader(connection: connection).definitions(name)
        let wanted = name == nil ? nil : definitions.first?.oid ?? 0
        let materialized = try await PostgreSQLMaterializedViews(connection: connection)
            .views(withOID: wanted, exactRows: exact)
        let byName = Dictionary(materialized.map { ($0.name, $0) }) { first, _ in first }
        let indexes = try await indexes(of: wanted)
        return definitions.map { view in
            ListedView(
                name: view.name, kind: byName[view.name].map(ListedView.Kind.materialized) ?? .plain,
                indexes: indexes[view.oid] ?? [], definition: view.text, fingerprint: view.fingerprint,
                origin: view.origin)
        }
    }

    /// Returns the recorded views that do not exist under their recorded names. A view of the same OID is the same view
    /// under another name.
    package func missingViews() async throws -> [MissingView] {
        let record = try await ViewRecord.read(on: connection)
        guard record.exists, record.isReadable else { return [] }
        let isTheSame = record.mayTellPlace ? "o.relation = \(NotingViews.relation) || p.oid" : "false"
        return try await connection.query(
            own: """
                SELECT o.schema, o.name, n.nspname AS present_schema, p.relname AS present_name
                FROM \(PostgreSQLDialect().name(of: .views)) AS o
                LEFT JOIN pg_catalog.pg_class AS p
                  ON \(isTheSame) AND p.relkind = CASE o.kind WHEN 'view' THEN 'v' ELSE 'm' END::"char"
                LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace
                WHERE o.definition <> '' AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS m ON m.oid = c.relnamespace
                    WHERE m.nspname = o.schema AND c.relname = o.name
                      AND c.relkind = CASE o.kind WHEN 'view' THEN 'v' ELSE 'm' END::"char")
                ORDER BY o.schema, o.name
                """
        ).map { row in
            MissingView(
                name: QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self]),
                presentName: try row["present_name", as: String?.self].map {
                    QualifiedName(schema: try row["present_schema", as: String.self], name: $0)
                })
        }
    }

    private func indexes(of oid: Int64?) async throws -> [Int64: [ListedIndex]] {
        let rows = try await connection.query(
            own: """
                SELECT i.indrelid AS view, x.relname AS name, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition
                FROM pg_catalog.pg_index AS i
                JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
                JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
                WHERE c.relkind = 'm' AND (c.oid = $1::oid OR $1::oid IS NULL)
                ORDER BY x.relname
                """, [oid.map(Value.integer) ?? .null])
        return try rows.reduce(into: [:]) { indexes, row in
            indexes[try row["view", as: Int64.self], default: []].append(
                ListedIndex(name: try row["name", as: String.self], definition: try row["definition", as: String.self]))
        }
    }

    /// Returns which view reads which relation, by the catalog's dependencies of the views' rules.
    package func dependencies() async throws -> ViewDependencyGraph {
        let rows = try await connection.query(
            own: """
                SELECT DISTINCT n.nspname AS schema, c.relname AS name, c.relkind AS kind,
                       sn.nspname AS source_schema, s.relname AS source_name, s.relkind AS source_kind
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = c.oid
                LEFT JOIN pg_catalog.pg_depend AS d
                       ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> c.oid
                      AND d.deptype = 'n'
                LEFT JOIN pg_catalog.pg_class AS s
                       ON s.oid = d.refobjid AND s.relkind IN ('r', 'p', 'f', 'v', 'm')
                LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.relnamespace
                WHERE \(NotingViews.isSomebodys)
                """)
        let views = try rows.map { try relation($0, schema: "schema", name: "name", kind: "kind") }
        let edges = try rows.filter { try $0["source_name", as: String?.self] != nil }.map { row in
            ViewDependencyGraph.Edge(
                from: try relation(row, schema: "source_schema", name: "source_name", kind: "source_kind"),
                to: try relation(row, schema: "schema", name: "name", kind: "kind"))
        }
        return ViewDependencyGraph(views: views, edges: edges)
    }

    func relation(_ row: ResultRow, schema: String, name: String, kind: String) throws -> ViewRelation {
        let kind: ViewRelation.Kind =
            switch try row[kind, as: String.self] {
            case "v": .view
            case "m": .materializedView
            default: .table
            }
        return ViewRelation(
            QualifiedName(schema: try row[schema, as: String.self], name: try row[name, as: String.self]), kind: kind)
    }

    /// Returns the table or view of a name as written in SQL: unquoted parts are folded to lower case, and an
    /// unqualified name is looked up on `search_path`.
    /// - Throws: ``ViewLookupError`` if there is no relation of that name, or if it is of another kind;
    ///   ``DatabaseFailure``.
    package func relation(named name: String) async throws -> ViewRelation {
        let found = try await PostgreSQLMaterializedViews(connection: connection).relation(named: name)
        guard let found else {
            let views = try await names()
            throw ViewLookupError.notFound(name, nearest: NearestViews(to: name, among: views).names, wanted: .view)
        }
        let rows = try await connection.query(
            own: """
                SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.oid = $1::oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
                """, [.integer(found.oid)])
        guard let row = rows.first else { throw ViewLookupError.otherKind(name, kind: found.kind, wanted: .view) }
        return try relation(row, schema: "schema", name: "name", kind: "kind")
    }

    /// Returns the names of all user views.
    private func names() async throws -> [QualifiedName] {
        try await connection.query(
            own: """
                SELECT n.nspname AS schema, c.relname AS name
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE \(NotingViews.isSomebodys)
                ORDER BY n.nspname, c.relname
                """
        ).map { QualifiedName(schema: try $0["schema", as: String.self], name: try $0["name", as: String.self]) }
    }

    /// Returns columns, owner, comments and privileges.
    package func properties(of view: ListedView) async throws -> ViewProperties {
        try await PropertyReader(view: view.name, connection: connection).properties()
    }
}
