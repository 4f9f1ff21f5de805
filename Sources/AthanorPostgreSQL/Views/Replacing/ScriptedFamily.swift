internal import Athanor

/// The beginning of a script about views: their locks, a check of the role's rights, and an assertion that the views
/// which the script recreates, and the objects that read them, have not changed since the script was written.
struct ScriptedFamily: Sendable {
    let family: ViewFamily
    /// The view that gets another query; `nil` if none does.
    var replaced: Int64?

    /// Returns the statements. They leave fixed settings and a search path without schemas of users.
    /// - Throws: ``DatabaseFailure``.
    func opening(on connection: any Connection) async throws -> [SQLStatement] {
        let dialect = PostgreSQLDialect()
        // The script refers to views by name, so that it fits every database in which the views are the same.
        func array(_ views: some Sequence<CapturedView>) -> String {
            let views = views.map { "\(dialect.quoteText(dialect.quote($0.qualifiedName)))::regclass::oid" }
            return "ARRAY[\(views.joined(separator: ", "))]::oid[]"
        }
        let all = array(family.views)
        let properties = """
            SELECT md5(coalesce(string_agg(v.text, E'\\n' ORDER BY v.text COLLATE "C"), ''))
            FROM (
            SELECT (x.captured::jsonb - 'oid' - 'version')::text AS text FROM (
            \(CapturedView.reading(all))
            ) AS x
            UNION ALL
            SELECT jsonb_build_array(u.oid::regclass::text, pg_get_viewdef(u.oid))::text
            FROM unnest(\(array(family.views.filter { $0.oid != replaced }))) AS u (oid)
            UNION ALL
            \(DependentRoutineOrPolicy.definitions(all))
            ) AS v
            """
        try await connection.query(sql: SQLStatement(ReplacingSession.pinnedPath))
        let found =
            try await connection.query(own: "SELECT (\(properties)) AS properties").first?[
                "properties", as: String.self] ?? ""
        // Reading a definition locks the relations that it names. The error releases the locks, and the variable keeps
        // its value.
        let assertion = SQLStatement.block(
            """
                BEGIN
                    present := (
            \(properties)
                    );
                    RAISE EXCEPTION 'the definitions were read' USING ERRCODE = '\(LockedChange.wayIsMade)';
                EXCEPTION WHEN SQLSTATE '\(LockedChange.wayIsMade)' THEN
                    NULL;
                END;
                IF present IS DISTINCT FROM '\(found)' THEN
                    RAISE EXCEPTION 'the views, or objects that read them, have changed since this script was written'
                        USING HINT = 'Write the script again, from this database.';
                END IF;
            """, declaring: "    present text;")
        let locking = family.views.filter { $0.kind == .materialized }.map(\.qualifiedName)
            .sorted { $0.description < $1.description }.map(ViewLock.takingInScript)
        return locking + [
            SQLStatement(TextSettings.entering), SQLStatement(ReplacingSession.pinnedPath),
            RebuildingRights.asserting(all),
            assertion,
        ]
    }
}
