extension Migrator {
    /// Returns the objects of the database's schema, without the metadata tables.
    package func snapshot() async throws -> SchemaSnapshot {
        try await MigrationSession.reading(address, options: options, ifMissing: SchemaSnapshot([:])) { session in
            try await session.connection.module.catalog(on: session.connection)
                .snapshot(without: session.location.name)
        }
    }

    /// Returns the reason that a revision gives for being irreversible; `nil` if it can be reverted.
    package func reasonAgainstUndoing(_ id: RevisionID) -> String? {
        guard let operations = try? revisions[id]?.operations(.downgrade, operations) else { return nil }
        return operations.lazy.compactMap { ($0 as? Irreversible)?.reason }.first
    }
}
