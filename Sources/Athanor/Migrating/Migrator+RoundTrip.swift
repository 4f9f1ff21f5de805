extension Migrator {
    /// The objects of the database's schema, without Athanor's own.
    package func snapshot() async throws -> SchemaSnapshot {
        try await MigrationSession.reading(address, options: options, ifMissing: SchemaSnapshot([:])) { session in
            try await session.connection.database.catalog(on: session.connection)
                .snapshot(without: session.location.name)
        }
    }

    /// Why a revision cannot be undone, by its own word; `nil` for one that can.
    package func reasonAgainstUndoing(_ id: RevisionID) -> String? {
        guard let operations = try? revisions[id]?.operations(.downgrade, operationsMaker) else { return nil }
        return operations.lazy.compactMap { ($0 as? Irreversible)?.reason }.first
    }
}
