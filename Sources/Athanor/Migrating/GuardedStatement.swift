extension Connection {
    /// Runs a statement on Athanor's own tables outside of other transactions, in one with what makes sure of the tables.
    /// - Parameter looking: what makes sure (``Dialect/guardingOwnTables(and:for:)``); where there is none, the statement is
    ///   run alone.
    /// - Throws: ``DatabaseError``.
    @discardableResult
    func query(_ statement: Statement, after looking: [Statement]) async throws -> StatementResult {
        guard !looking.isEmpty else { return try await query(statement) }
        let scope = database.dialect.transaction(for: [])
        do {
            return try await run([scope.begin] + looking + [statement, scope.commit])[looking.count + 1]
        } catch {
            await Cleanup.run { _ = try? await query(scope.rollback) }
            throw (error as? BatchFailure)?.error ?? error
        }
    }

    /// Writes to Athanor's own tables in a transaction of its own, as ``query(_:after:)``.
    /// - Parameter versionTable: the version table of the history that the work belongs to; `nil` for none.
    /// - Throws: ``DatabaseError``.
    func enter(_ statement: Statement, of versionTable: QualifiedName?) async throws {
        try await query(statement, after: database.dialect.guardingOwnTables(and: versionTable, for: .writing))
    }

    /// Writes to Athanor's own tables in the transaction that is open.
    /// - Throws: ``DatabaseError``.
    func enterInTransaction(_ statement: Statement) async throws {
        do {
            try await run(database.dialect.guardingOwnTables(and: nil, for: .writing) + [statement])
        } catch let failure as BatchFailure {
            throw failure.error
        }
    }
}
