extension Connection {
    /// Runs `body` in a savepoint that is rolled back afterwards, so that none of its changes and locks remain.
    ///
    /// A savepoint in a savepoint of the same name hides the outer one until it is released, on PostgreSQL and on
    /// SQLite, so one name is enough.
    /// - Throws: ``DatabaseFailure``, what `body` throws.
    package func undoing<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await query(sql: SQLStatement(Savepoint.begin))
        let result: Result
        do {
            result = try await body()
        } catch {
            _ = try? await run(Savepoint.undo)
            throw error
        }
        try await run(Savepoint.undo)
        return result
    }

    /// Runs `body` in a savepoint, and rolls that back when `body` throws.
    /// - Throws: ``DatabaseFailure``, what `body` throws.
    package func savepoint<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await query(sql: SQLStatement(Savepoint.begin))
        let result: Result
        do {
            result = try await body()
        } catch {
            _ = try? await run(Savepoint.undo)
            throw error
        }
        try await query(sql: SQLStatement(Savepoint.release))
        return result
    }
}

private enum Savepoint {
    static let begin = "SAVEPOINT athanor_attempt"
    static let release = "RELEASE SAVEPOINT athanor_attempt"
    static let undo = [SQLStatement("ROLLBACK TO SAVEPOINT athanor_attempt"), SQLStatement(release)]
}
