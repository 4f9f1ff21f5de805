internal import Athanor

extension Connection {
    /// Runs Athanor's own statements in one round trip.
    /// - Throws: ``DatabaseFailure`` of the first failing statement.
    func run(texts: [String]) async throws {
        guard !texts.isEmpty else { return }
        try await run(texts.map { SQLStatement($0) })
    }

    /// Reads in a savepoint that is rolled back, so that the locks of the reads are released.
    ///
    /// Deparsing a view locks the relations that it reads against alterations until the transaction ends. For the
    /// duration of a build, such a lock would prevent other sessions from refreshing or altering the view, and readers
    /// would queue behind them.
    /// - Throws: ``DatabaseFailure``, what `body` throws.
    func leavingNoLocks<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await undoing(body)
    }
}
