extension Connection {
    /// Reads the metadata tables in a transaction of its own, after the statements that verify them. The transaction is
    /// rolled back, because nothing needs a commit; so its outcome does not matter.
    /// - Parameter looking: the statements that verify the tables (``MetadataSQL/guardingMetadataTables(and:for:)``); if
    ///   empty, the statement runs without a transaction.
    /// - Throws: ``DatabaseFailure``.
    func query(sql statement: SQLStatement, after looking: [SQLStatement]) async throws -> StatementResult {
        try await query(sql: statement, after: looking, endingWith: \.rollback)
    }

    private func query(
        sql statement: SQLStatement, after looking: [SQLStatement],
        endingWith end: KeyPath<TransactionScope, SQLStatement>
    ) async throws -> StatementResult {
        guard !looking.isEmpty else { return try await query(sql: statement) }
        let scope = module.dialect.transaction(for: [])
        do {
            return try await run([scope.begin] + looking + [statement, scope[keyPath: end]])[looking.count + 1]
        } catch {
            await Cleanup.run { _ = try? await query(sql: scope.rollback) }
            throw error
        }
    }

    /// Writes to the metadata tables in a transaction of its own, after the statements that verify them.
    /// - Parameter versionTable: the version table of the history that the work belongs to; `nil` for none.
    /// - Throws: ``DatabaseFailure``.
    func enter(_ statement: SQLStatement, of versionTable: QualifiedName?) async throws {
        let looking = module.dialect.guardingMetadataTables(and: versionTable, for: .writing)
        _ = try await query(sql: statement, after: looking, endingWith: \.commit)
    }

    /// Writes to the metadata tables in the open transaction.
    /// - Throws: ``DatabaseFailure``.
    func enterInTransaction(_ statement: SQLStatement) async throws {
        try await run(module.dialect.guardingMetadataTables(and: nil, for: .writing) + [statement])
    }
}
