/// Tries a plan out on a copy of the database, so that steps that look at the catalog find what they will find.
struct PlanDryRun: Sendable {
    let copy: any DryRun

    /// Makes sure that the copy is where the script starts.
    /// - Throws: ``OfflineError``, ``DatabaseError``.
    func check(startsFrom rows: [RevisionID], versionTable: VersionTable) async throws {
        let connection = copy.connection
        let location = try await connection.database.catalog(on: connection).locate(versionTable)
        let found =
            location.exists
            ? try await VersionRows(table: location.name, dialect: connection.database.dialect).read(on: connection)
            : []
        guard Set(found) == Set(rows) else { throw OfflineError.databaseIsElsewhere(found: found, start: rows) }
    }

    /// Gives the copy Athanor's own tables, as the script begins: steps write to the record of views.
    /// - Throws: ``DatabaseError``.
    func createMetadataTables() async throws {
        let database = copy.connection.database
        let format = try await database.catalog(on: copy.connection).metadataTablesFormat()
        try await run(database.dialect.creatingMetadataTables(from: format))
    }

    /// Runs statements that stand in the script anyway.
    /// - Throws: ``DatabaseError``.
    func run(_ statements: [Statement]) async throws {
        for statement in statements { try await copy.connection.query(statement) }
    }

    /// The conflict clause of a statement that writes to a table (``Catalog/conflictClause(for:)``).
    /// - Throws: ``DatabaseError``.
    func conflictClause(for table: QualifiedName) async throws -> String {
        let connection = copy.connection
        return try await connection.database.catalog(on: connection).conflictClause(for: table)
    }

    /// Runs a step that looks at the catalog.
    /// - Returns: the statements that it came to.
    /// - Throws: ``DatabaseError``, ``OperationError``.
    func statements(of step: ResolvedStep) async throws -> [Statement] {
        _ = await copy.takeChanges()
        try await run(try await step.statements(copy.connection, .silent))
        return await copy.takeChanges()
    }
}
