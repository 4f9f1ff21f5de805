internal import Athanor

/// Reads the definitions of views, and compares them with those that revisions made. All of them in two round trips.
///
/// What the catalog says is compared, and nothing else: a definition that somebody wrote is never read as SQL here, since
/// that runs code that stands in it. First the stored rule is: it tells that nobody has touched the view since. Where it does
/// not, the text is compared as the server writes it now with the two texts that were noted: the one of then, and the one
/// that the server writes after a dump and a restore.
struct DefinitionReader {
    let connection: any Connection

    /// A view with its definition and what is known of it.
    struct Definition: Sendable {
        let oid: Int64
        let name: QualifiedName
        /// Empty where it could not be read.
        let text: String
        let fingerprint: DefinitionFingerprint?
        let origin: DefinitionOrigin
    }

    /// Views that are somebody's, by schema and name, without waiting for anybody.
    /// - Parameter name: the one that is wanted; `nil` for all.
    /// - Throws: ``DatabaseError``.
    func definitions(_ name: QualifiedName?) async throws -> [Definition] {
        let record = try await ViewRecord.read(on: connection)
        let rows = try await connection.query(
            own: """
                WITH busy AS MATERIALIZED (SELECT ARRAY(\(BusyRelations.reading)) AS relations),
                found AS MATERIALIZED (
                    SELECT c.oid, n.nspname, c.relname, \(BusyRelations.holdUp("b.relations")) AS is_held_up
                    FROM pg_catalog.pg_class AS c
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    CROSS JOIN busy AS b
                    WHERE (n.nspname = $1::text OR $1::text IS NULL) AND (c.relname = $2::text OR $2::text IS NULL)
                        AND \(NotingViews.isSomebodys)
                )
                SELECT c.oid::bigint AS oid, c.nspname AS schema, c.relname AS name, c.is_held_up,
                       CASE WHEN NOT c.is_held_up THEN \(NotingViews.definition) END AS definition,
                       k.definition AS noted, k.comparable, k.rule, k.is_here,
                       CASE WHEN k.rule <> '' THEN k.rule = \(ViewRule.expression) ELSE false END AS is_untouched
                FROM found AS c
                LEFT JOIN (\(record.reading)) AS k ON k.schema = c.nspname AND k.name = c.relname
                ORDER BY c.nspname, c.relname
                """, [Value(name?.schema), Value(name?.name)])
        return try rows.compactMap { row in
            let text = try row.textIfAny("definition")
            // Dropped meanwhile.
            if text == nil, try !row.boolean("is_held_up") { return nil }
            let origin = record.isReadable ? try Self.origin(row) : .unknown(because: "athanor.views may not be read")
            let (noted, comparable) = (try row.textIfAny("noted"), try row.textIfAny("comparable"))
            // One that the revisions made has one fingerprint, before a dump and after it.
            let known = origin == .sameAsRevisions ? comparable ?? text ?? noted : text
            return Definition(
                oid: try row.integer("oid"),
                name: QualifiedName(schema: try row.text("schema"), name: try row.text("name")),
                text: text ?? (origin == .sameAsRevisions ? noted : nil) ?? "",
                fingerprint: known.map(DefinitionFingerprint.init), origin: origin)
        }
    }

    private static func origin(_ row: Row) throws -> DefinitionOrigin {
        guard let noted = try row.textIfAny("noted"), !noted.isEmpty else { return .notByRevision }
        if try row.boolean("is_untouched") { return .sameAsRevisions }
        guard let text = try row.textIfAny("definition") else {
            return .unknown(
                because: "another session has locked it, or what it reads, so that its definition was not read")
        }
        if try text.isSameText(as: noted) || row.textIfAny("comparable")?.isSameText(as: text) == true {
            return .sameAsRevisions
        }
        let isHere = try row.value("is_here")
        switch (try row.textIfAny("rule"), isHere) {
        case (ViewRule.restored, _), (_, .boolean(false)):
            return .unknown(
                because:
                    "it came out of a dump or from a server of another version since it was noted, and its text is not "
                    + "the one that was noted; somebody may have changed it, or the server writes it in another way")
        case (_, .boolean(true)):
            return .differs
        default:
            return .unknown(because: "who may not call pg_control_system() cannot tell which database it was noted in")
        }
    }
}
