internal import Athanor

/// The access of a session to Athanor's record of the views that revisions made.
struct ViewRecord: Sendable {
    /// Whether the table exists.
    let exists: Bool
    /// Whether the role may read it.
    let isReadable: Bool
    /// Whether it has freshness targets, which older formats lack.
    let hasTargets: Bool
    /// Whether it has the hashes of ``ViewRule``, which older formats lack.
    let hasRules: Bool
    /// Whether the role may read which cluster this is. If not, Athanor cannot know whether a row is about a view of
    /// this database.
    let mayTellPlace: Bool

    /// - Throws: ``DatabaseFailure``.
    static func read(on connection: any Connection) async throws -> ViewRecord {
        let row = try await connection.query(
            own: """
                SELECT \(MetadataTablesTrust.finding()) AS finding, c.oid IS NOT NULL AS is_there,
                       CASE WHEN pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                            THEN pg_catalog.has_table_privilege(c.oid, 'SELECT') ELSE false
                       END AS readable,
                       \(has("refresh")) AS has_targets, \(has("rule")) AS has_rules,
                       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS may_tell_place
                FROM (SELECT) AS one
                LEFT JOIN (pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace)
                    ON n.nspname = 'athanor' AND c.relname = 'views'
                """
        ).first
        try MetadataTablesTrust.check(try row?["finding", as: String?.self])
        guard let row, try row["is_there", as: Bool.self] else {
            return ViewRecord(exists: false, isReadable: true, hasTargets: false, hasRules: false, mayTellPlace: false)
        }
        return ViewRecord(
            exists: true, isReadable: try row["readable", as: Bool.self],
            hasTargets: try row["has_targets", as: Bool.self],
            hasRules: try row["has_rules", as: Bool.self], mayTellPlace: try row["may_tell_place", as: Bool.self])
    }

    private static func has(_ column: String) -> String {
        """
        EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attname = '\(column)' AND NOT a.attisdropped)
        """
    }

    /// An SQL query for the rows, with schema, name, definition, comparable, rule, and whether the row was written in
    /// this database. It returns no rows if the table is missing or cannot be read.
    var reading: String {
        guard exists, isReadable else {
            return """
                SELECT NULL::text AS schema, NULL::text AS name, NULL::text AS definition, NULL::text AS comparable,
                       NULL::text AS rule, NULL::boolean AS is_here
                WHERE false
                """
        }
        let isHere = mayTellPlace ? "pg_catalog.starts_with(o.relation, \(NotingViews.relation))" : "NULL::boolean"
        return """
            SELECT o.schema, o.name, o.definition, o.comparable, \(hasRules ? "o.rule" : "NULL::text") AS rule,
                   \(isHere) AS is_here
            FROM \(PostgreSQLDialect().name(of: .views)) AS o
            """
    }
}
