extension Connection {
    /// Reads Athanor's own tables outside of other transactions, in one with what makes sure of the tables. Nothing is to be
    /// committed, so that nobody need ask what became of it.
    /// - Parameter looking: what makes sure (``Dialect/guardingMetadataTables(and:for:)``); where there is none, the statement is
    ///   run alone.
    /// - Throws: ``DatabaseError``.
    func query(_ statement: Statement, after looking: [Statement]) async throws -> StatementResult {
        try await query(statement, after: looking, endingWith: \.rollback)
    }

    private func query(
        _ statement: Statement, after looking: [Statement], endingWith end: KeyPath<TransactionScope, Statement>
    ) async throws -> StatementResult {
        guard !looking.isEmpty else { return try await query(statement) }
        let scope = database.dialect.transaction(for: [])
        do {
            return try await run([scope.begin] + looking + [statement, scope[keyPath: end]])[looking.count + 1]
        } catch {
            await Cleanup.run { _ = try? await query(scope.rollback) }
            throw error
        }
    }

    /// Writes to Athanor's own tables in a transaction of its own with what makes sure of them.
    /// - Parameter versionTable: the version table of the history that the work belongs to; `nil` for none.
    /// - Throws: ``DatabaseError``.
    func enter(_ statement: Statement, of versionTable: QualifiedName?) async throws {
        let looking = database.dialect.guardingMetadataTables(and: versionTable, for: .writing)
        _ = try await query(statement, after: looking, endingWith: \.commit)
    }

    /// Writes to Athanor's own tables in the transaction that is open.
    /// - Throws: ``DatabaseError``.
    func enterInTransaction(_ statement: Statement) async throws {
        try await run(database.dialect.guardingMetadataTables(and: nil, for: .writing) + [statement])
    }
}
