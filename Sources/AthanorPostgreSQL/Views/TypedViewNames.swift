public import Athanor

extension PostgreSQLMaterializedViews {
    /// The names of materialized views that a person names, in one lookup; each is looked up by itself when one of them is no
    /// name of a materialized view, for the error to say which.
    public func names(of typed: [String]) async throws -> [QualifiedName] {
        do {
            let rows = try await connection.query(own: Self.lookingUp, [ViewNames.array(typed)])
            if rows.count == typed.count { return try rows.map(ViewNames.name) }
        } catch let error as DatabaseError where Self.unreadableNames.contains(error.code) {
            // One of them cannot be read as a name.
        }
        var names: [QualifiedName] = []
        for name in typed { names.append(try await named(name).name) }
        return names
    }

    private static let lookingUp = #"""
        SELECT n.nspname AS schema, c.relname AS name
        FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS w (typed, place)
        JOIN pg_catalog.pg_class AS c ON c.oid = \#(SessionPath.relation("w.typed"))
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind = 'm'
          -- A number is no name; since PostgreSQL 16 it would be taken for an OID.
          AND w.typed !~ '^\s*[0-9]+\s*$'
        ORDER BY w.place
        """#
}
