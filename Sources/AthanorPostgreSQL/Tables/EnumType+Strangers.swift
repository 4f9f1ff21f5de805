internal import Athanor

extension EnumType {
    /// A table of one role that is read or converted together with a table of another role.
    struct Stranger: Sendable {
        /// A description with the owner: `table p_1 of role evil is converted with table p`.
        let description: String
        let owner: String
        /// The owner of the converted table.
        let converter: String
    }

    /// The partitions and child tables of tables with a column of the type, and the tables with such a column that
    /// foreign keys of tables with such a column refer to. It leaves out tables whose owner is trusted or has the
    /// rights of the other table's owner.
    ///
    /// Converting a table converts its partitions and child tables, and rebuilds their checks and indexes with the
    /// rights of the first table's owner. Creating a foreign key plans a query over both of its tables.
    /// - Throws: ``DatabaseFailure``.
    func strangers(on connection: any Connection) async throws -> [Stranger] {
        try await connection.query(
            own: """
                WITH RECURSIVE used (relation) AS (
                    SELECT DISTINCT a.attrelid
                    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                    WHERE a.atttypid IN \(oids) AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f')
                ), tree (root, relation) AS (
                    SELECT u.relation, u.relation FROM used u
                    UNION
                    SELECT t.root, h.inhrelid FROM tree t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.relation
                ), pair (first, second, relationship) AS (
                    SELECT t.root, t.relation, 'is converted with' FROM tree t
                    UNION
                    SELECT o.conrelid, o.confrelid, 'is what a foreign key refers to, of'
                    FROM pg_catalog.pg_constraint o
                    WHERE o.contype = 'f' AND (o.conrelid IN (SELECT u.relation FROM used u)
                                               AND o.confrelid IN (SELECT u.relation FROM used u))
                )
                SELECT DISTINCT
                       pg_catalog.concat(\(described("'pg_catalog.pg_class'::regclass, s.oid, 0")), ' of role ',
                                         pg_catalog.pg_get_userbyid(s.relowner), ' ', p.relationship, ' ',
                                         \(described("'pg_catalog.pg_class'::regclass, f.oid, 0"))) AS description,
                       pg_catalog.pg_get_userbyid(s.relowner) AS owner, pg_catalog.pg_get_userbyid(f.relowner) AS converter
                FROM pair p
                JOIN pg_catalog.pg_class f ON f.oid = p.first
                JOIN pg_catalog.pg_class s ON s.oid = p.second
                WHERE NOT (\(RoleRights.has("s.relowner", thoseOf: "f.relowner"))
                           OR \(AuthenticatedRole.isTrustedBeside("s.relowner")))
                ORDER BY description
                """
        ).map {
            Stranger(
                description: try $0["description", as: String.self], owner: try $0["owner", as: String.self],
                converter: try $0["converter", as: String.self])
        }
    }
}
