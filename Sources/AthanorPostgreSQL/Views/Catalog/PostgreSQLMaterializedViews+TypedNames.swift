public import Athanor

extension PostgreSQLMaterializedViews {
    /// The names of materialized views that a person names, in one lookup; each is looked up by itself when one of them is no
    /// name of a materialized view, for the error to say which.
    public func names(of typed: [String]) async throws -> [QualifiedName] {
        if let rows = try await TypedNames(typed).rows(ofKinds: "'m'", on: connection) {
            return try rows.map(ViewNames.name)
        }
        var names: [QualifiedName] = []
        for name in typed { names.append(try await named(name).name) }
        return names
    }
}

extension PostgreSQLViewInventory {
    /// The relations that a person names, likewise.
    public func relations(named typed: [String]) async throws -> [ViewRelation] {
        let rows = try await TypedNames(typed).rows(ofKinds: "'r', 'p', 'f', 'v', 'm'", on: connection)
        if let rows { return try rows.map { try relation($0, schema: "schema", name: "name", kind: "kind") } }
        var relations: [ViewRelation] = []
        for name in typed { relations.append(try await relation(named: name)) }
        return relations
    }
}

/// Names as a person types them.
private struct TypedNames {
    let names: [String]

    init(_ names: [String]) { self.names = names }

    /// Schema, name and kind of what each means, in one lookup.
    /// - Parameter kinds: an SQL list of the values of `relkind` that are looked for.
    /// - Returns: `nil` when one of the names means nothing of these kinds.
    func rows(ofKinds kinds: String, on connection: any Connection) async throws -> [Row]? {
        guard !names.isEmpty else { return [] }
        do {
            let rows = try await connection.query(
                own: #"""
                    SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind
                    FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS w (typed, place)
                    JOIN pg_catalog.pg_class AS c ON c.oid = \#(SessionPath.relation("w.typed"))
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE c.relkind IN (\#(kinds))
                      -- A number is no name; since PostgreSQL 16 it would be taken for an OID.
                      AND w.typed !~ '^\s*[0-9]+\s*$'
                    ORDER BY w.place
                    """#, [ViewNames.array(names)])
            return rows.count == names.count ? rows : nil
        } catch let error as DatabaseError where PostgreSQLMaterializedViews.unreadableNames.contains(error.code) {
            return nil
        }
    }
}
