package import Athanor

extension PostgreSQLMaterializedViews {
    /// Looks up the names of materialized views that a user typed, in one query. If one of them is not the name of a
    /// materialized view, it looks up each by itself, so that the error can name it.
    /// - Throws: ``ViewLookupError`` for the first such name; ``DatabaseFailure``.
    package func names(of typed: [String]) async throws -> [QualifiedName] {
        if let rows = try await TypedNames(typed).rows(ofKinds: "'m'", on: connection) {
            return try rows.map(ViewNames.name)
        }
        var names: [QualifiedName] = []
        for name in typed { names.append(try await named(name).name) }
        return names
    }
}

extension PostgreSQLViewInventory {
    /// Looks up the tables and views whose names a user typed, in one query. If a name is not found, it looks up each
    /// by itself, so that the error can name it.
    /// - Throws: ``ViewLookupError`` for the first such name; ``DatabaseFailure``.
    package func relations(named typed: [String]) async throws -> [ViewRelation] {
        let rows = try await TypedNames(typed).rows(ofKinds: "'r', 'p', 'f', 'v', 'm'", on: connection)
        if let rows { return try rows.map { try relation($0, schema: "schema", name: "name", kind: "kind") } }
        var relations: [ViewRelation] = []
        for name in typed { relations.append(try await relation(named: name)) }
        return relations
    }
}

/// Names as a user types them.
private struct TypedNames {
    let names: [String]

    init(_ names: [String]) { self.names = names }

    /// Returns the schema, name and kind of each relation, in one query.
    /// - Parameter kinds: an SQL list of the values of `relkind` to look for.
    /// - Returns: `nil` when one of the names refers to no relation of these kinds.
    func rows(ofKinds kinds: String, on connection: any Connection) async throws -> StatementResult? {
        guard !names.isEmpty else { return StatementResult.empty }
        do {
            let rows = try await connection.query(
                own: #"""
                    SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind
                    FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS w (typed, place)
                    JOIN pg_catalog.pg_class AS c ON c.oid = \#(SessionPath.relation("w.typed"))
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE c.relkind IN (\#(kinds))
                      -- A number is not a name; PostgreSQL 16 and later would take it for an OID.
                      AND w.typed !~ '^\s*[0-9]+\s*$'
                    ORDER BY w.place
                    """#, [ViewNames.array(names)])
            return rows.count == names.count ? rows : nil
        } catch let error as DatabaseFailure where PostgreSQLMaterializedViews.unreadableNames.contains(error.code) {
            return nil
        }
    }
}
