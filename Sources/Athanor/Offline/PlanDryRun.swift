/// A dry run of a plan on a copy of the database, so that steps which read the catalog find the same state as in a run.
struct PlanDryRun: Sendable {
    let copy: any DryRun

    /// Verifies that the copy is at the start of the script.
    /// - Throws: ``OfflineError``, ``DatabaseFailure``.
    func check(startsFrom rows: [RevisionID], versionTable: VersionTable) async throws {
        let connection = copy.connection
        let location = try await connection.module.catalog(on: connection).locate(versionTable)
        let found =
            location.exists
            ? try await VersionRows(table: location.name, dialect: connection.module.dialect).read(on: connection)
            : []
        guard Set(found) == Set(rows) else { throw OfflineError.databaseIsElsewhere(found: found, start: rows) }
    }

    /// Creates the metadata tables in the copy, as the script does first: steps write to the table of views.
    /// - Throws: ``DatabaseFailure``.
    func createMetadataTables() async throws {
        let database = copy.connection.module
        let format = try await database.catalog(on: copy.connection).metadataTablesFormat()
        try await run(database.dialect.creatingMetadataTables(from: format))
    }

    /// Runs statements that are in the script anyway.
    /// - Throws: ``DatabaseFailure``.
    func run(_ statements: [SQLStatement]) async throws {
        for statement in statements { try await copy.connection.query(sql: statement) }
    }

    /// Returns the conflict clause of a statement that writes to a table (``Catalog/conflictClause(for:)``).
    /// - Throws: ``DatabaseFailure``.
    func conflictClause(for table: QualifiedName) async throws -> String {
        let connection = copy.connection
        return try await connection.module.catalog(on: connection).conflictClause(for: table)
    }

    /// Runs a step that reads the catalog.
    /// - Returns: the statements that it ran.
    /// - Throws: ``DatabaseFailure``, ``OperationError``.
    func statements(of step: ResolvedStep) async throws -> [SQLStatement] {
        _ = await copy.takeChanges()
        try await run(try await step.statements(copy.connection, .silent))
        return await copy.takeChanges()
    }
}
