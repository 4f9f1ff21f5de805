internal import Athanor

/// Reads the definitions of views, and compares them with the definitions that revisions made. Two round trips read all
/// views.
///
/// The server never parses the text of a view in the database here, since that runs code in the text. The stored rule
/// is compared first: if it is unchanged, nobody has changed the view. Otherwise the text that the server writes now is
/// compared with the two recorded texts: the text when the view was recorded, and the text that the server writes after
/// a dump and restore.
struct DefinitionReader {
    let connection: any Connection

    /// A view with its definition and where the definition comes from.
    struct Definition: Sendable {
        let oid: Int64
        let name: QualifiedName
        /// Empty where it could not be read.
        let text: String
        let fingerprint: DefinitionFingerprint?
        let origin: DefinitionOrigin
    }

    /// Returns the user views, ordered by schema and name, without waiting for locks.
    /// - Parameter name: the wanted view; `nil` for all.
    /// - Throws: ``DatabaseFailure``.
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
            let text = try row["definition", as: String?.self]
            // Another session has dropped it.
            if text == nil, try !row["is_held_up", as: Bool.self] { return nil }
            let origin =
                record.isReadable ? try Self.origin(row) : .unknown(because: "the role may not read athanor.views")
            let (noted, comparable) = (try row["noted", as: String?.self], try row["comparable", as: String?.self])
            // The text after a dump and restore gives the view the same fingerprint before and after a dump.
            let known = origin == .sameAsRevisions ? comparable ?? text ?? noted : text
            return Definition(
                oid: try row["oid", as: Int64.self],
                name: QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self]),
                text: text ?? (origin == .sameAsRevisions ? noted : nil) ?? "",
                fingerprint: known.map(DefinitionFingerprint.init), origin: origin)
        }
    }

    private static func origin(_ row: ResultRow) throws -> DefinitionOrigin {
        guard let noted = try row["noted", as: String?.self], !noted.isEmpty else { return .notByRevision }
        if try row["is_untouched", as: Bool.self] { return .sameAsRevisions }
        guard let text = try row["definition", as: String?.self] else {
            return .unknown(
                because: "another session has locked it or a relation that it reads, so its definition was not read")
        }
        if try text.isSameText(as: noted) || row["comparable", as: String?.self]?.isSameText(as: text) == true {
            return .sameAsRevisions
        }
        let isHere = try row["is_here", as: Value.self]
        switch (try row["rule", as: String?.self], isHere) {
        case (ViewRule.restored, _), (_, .boolean(false)):
            return .unknown(
                because:
                    "it was restored from a dump or comes from a server of another version, and its text differs from the "
                    + "recorded one; somebody may have changed it, or the server writes it differently")
        case (_, .boolean(true)):
            return .differs
        default:
            return .unknown(
                because: "the role may not call pg_control_system(), so the database of the record is not known")
        }
    }
}
