internal import Athanor

extension KeptObjects {
    /// Refuses an upgrade that drops, renames or alters what existed before the first revision and is gone. The earlier
    /// upgrade did so too, and erasing does not bring it back.
    /// - Throws: ``DatabaseFailure``.
    static func checkNeeds(_ creations: PlannedCreations, on connection: any Connection) async throws {
        let kinds: [(kind: PlannedCreations.Kind, list: String, catalog: String, column: String)] = [
            (.schema, "kept_schemas", "pg_namespace", "nspname"),
            (.extension, "kept_extensions", "pg_extension", "extname"),
        ]
        for (kind, list, catalog, column) in kinds {
            let names = creations.needs.keys.filter { $0.kind == kind }.map(\.name)
            guard !names.isEmpty else { continue }
            let missing = try await connection.query(
                own: """
                    SELECT k.name
                    FROM athanor.disposable AS d CROSS JOIN LATERAL pg_catalog.unnest(d.\(list)) AS k (name)
                    WHERE k.name = ANY ($1::text[])
                      AND NOT EXISTS (SELECT FROM pg_catalog.\(catalog) AS c WHERE c.\(column)::text = k.name)
                    ORDER BY k.name LIMIT 1
                    """, [ViewNames.array(names)])
            guard let name = try missing.first?["name", as: String.self] else { continue }
            throw creations.missing(kind, name)
        }
    }
}
