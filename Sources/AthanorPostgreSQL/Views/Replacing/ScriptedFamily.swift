internal import Athanor

/// What a script about views begins with: their locks, and an assertion that they are what they were when it was written.
struct ScriptedFamily: Sendable {
    let family: ViewFamily

    /// The statements.
    /// - Throws: ``DatabaseError``.
    func opening(on connection: any Connection) async throws -> [Statement] {
        let dialect = PostgreSQLDialect()
        // By name, so that the script fits every database in which the views are the same.
        let views = family.views.map { "\(dialect.quoteText(dialect.quote($0.qualifiedName)))::regclass::oid" }
        let reading = CapturedView.reading("ARRAY[\(views.joined(separator: ", "))]")
        let properties = """
            SELECT md5(coalesce(string_agg(v.text, E'\\n' ORDER BY v.text), ''))
            FROM (SELECT (x.captured::jsonb - 'oid' - 'version')::text AS text FROM (
            \(reading)
            ) AS x) AS v
            """
        try await connection.query(Statement(ReplacingSession.path("")))
        let found =
            try await connection.query(own: "SELECT (\(properties)) AS properties").first?.text("properties") ?? ""
        let assertion = Statement.block(
            """
            IF (
            \(properties)
            ) IS DISTINCT FROM '\(found)' THEN
                RAISE EXCEPTION 'the views are not what they were when this script was written'
                    USING HINT = 'Write the script anew.';
            END IF;
            """)
        let locking = family.views.filter { $0.kind == .materialized }.map(\.qualifiedName)
            .sorted { $0.description < $1.description }.map(ViewLock.takingInScript)
        return locking + [Statement(TextSettings.entering), Statement(ReplacingSession.path("")), assertion]
    }
}
