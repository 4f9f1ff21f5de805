package import Athanor

extension PostgreSQLMaterializedViews {
    /// The definition of a view as `pg_get_viewdef` writes it, with names as the session's `search_path` finds them.
    /// - Throws: ``ViewLookupError`` when the view does not exist; ``DatabaseFailure``.
    package func definition(of name: String) async throws -> LiveDefinition {
        let relation = try await FoundRelation.named(name, on: connection)
        guard let relation else {
            let views = try await connection.query(
                own: """
                    SELECT n.nspname AS schema, c.relname AS name
                    FROM pg_catalog.pg_class AS c
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('m', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                    ORDER BY n.nspname, c.relname
                    """)
            let names = try views.map {
                QualifiedName(schema: try $0["schema", as: String.self], name: try $0["name", as: String.self])
            }
            throw ViewLookupError.notFound(name, nearest: NearestViews(to: name, among: names).names)
        }
        guard let definition = relation.definition else {
            throw ViewLookupError.otherKind(name, kind: relation.kind)
        }
        return definition
    }

    /// Whether a query from a file has the same definition as the view, once the server has parsed it. Parsing needs a
    /// transaction that may write, which is then rolled back. If the server refuses that transaction or the query, the
    /// result is whether the texts are equal.
    /// - Throws: ``DatabaseFailure`` when the connection is lost.
    package func isDefinition(_ query: SourceSlice, of view: LiveDefinition) async throws -> Bool {
        if query.text.isSameText(as: view.query) { return true }
        guard let relation = try await FoundRelation.named(view.sqlName, on: connection) else { return false }
        do {
            try await connection.query("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE")
            let creation = ComparableDefinition.creating(query.text, columns: "")
            let reading = try await ComparableDefinition.reading(
                SQLStatement(creation), on: connection)
            let live = try await ComparableDefinition.of(relation.oid, on: connection)
            try await connection.query("ROLLBACK")
            return live.map(reading.isDefinition) ?? false
        } catch let error as DatabaseFailure where error.kind != .connectionLost {
            // An old file may read relations that no longer exist.
            _ = try? await connection.query("ROLLBACK")
            return false
        } catch {
            _ = try? await connection.query("ROLLBACK")
            throw error
        }
    }
}

/// The relation that a name refers to.
private struct FoundRelation {
    let oid: Int64
    let kind: String
    /// Its definition; `nil` if it is not a view.
    let definition: LiveDefinition?

    static func named(_ name: String, on connection: any Connection) async throws -> FoundRelation? {
        do {
            let rows = try await connection.query(
                own: """
                    SELECT c.oid, c.relkind, c.relname AS name, \(SessionPath.evaluating("c.oid::pg_catalog.regclass::text")) AS sql_name,
                           CASE WHEN NOT \(SessionPath.evaluating("pg_catalog.pg_table_is_visible(c.oid)"))
                                THEN n.nspname
                           END AS schema,
                           CASE WHEN c.relkind IN ('m', 'v')
                                THEN \(SessionPath.evaluating("pg_catalog.pg_get_viewdef(c.oid)"))
                           END AS query,
                           c.reloptions::text AS options,
                           CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table'
                                          WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
                                          WHEN 'i' THEN 'index' WHEN 'I' THEN 'partitioned index'
                                          WHEN 'c' THEN 'composite type' ELSE 'relation'
                           END AS kind
                    FROM pg_catalog.pg_class AS c
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE c.oid = \(SessionPath.relation("$1::text"))
                    """, [.text(name)])
            return try rows.first.map(FoundRelation.init)
        } catch let error as DatabaseFailure where unreadableNames.contains(error.code) {
            return nil
        }
    }

    /// Errors that `to_regclass` raises for texts that are not names: invalid name, syntax error, unclosed quote,
    /// another database.
    private static let unreadableNames: Set<String> = ["42602", "42601", "22023", "0A000"]

    private init(_ row: ResultRow) throws {
        oid = try row["oid", as: Int64.self]
        kind = try row["kind", as: String.self]
        guard let query = try row["query", as: String?.self] else {
            definition = nil
            return
        }
        let options = try row["options", as: String?.self] ?? ""
        func isOn(_ option: String) -> Bool {
            ["true", "on", "yes", "1"].contains { options.contains("\(option)=\($0)") }
        }
        let check: ViewDefinition.CheckOption? =
            options.contains("check_option=local")
            ? .local : options.contains("check_option=cascaded") ? .cascaded : nil
        definition = LiveDefinition(
            name: QualifiedName(schema: try row["schema", as: String?.self], name: try row["name", as: String.self]),
            sqlName: try row["sql_name", as: String.self], isMaterialized: try row["relkind", as: String.self] == "m",
            query: query,
            options: LiveDefinition.Options(
                checkOption: check, isSecurityBarrier: isOn("security_barrier"),
                isSecurityInvoker: isOn("security_invoker")))
    }
}
