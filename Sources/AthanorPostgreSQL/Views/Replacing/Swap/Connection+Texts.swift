internal import Athanor

extension Connection {
    /// Runs statements of Athanor's own in one go.
    /// - Throws: ``DatabaseError`` of the first that fails.
    func run(texts: [String]) async throws {
        guard !texts.isEmpty else { return }
        try await run(texts.map { Statement($0) })
    }

    /// Reads in a savepoint that is rolled back, so that no lock stays that reading took.
    ///
    /// Whoever deparses a view locks what it reads against alterations until the transaction ends. For as long as a build
    /// takes, such a lock would keep others from refreshing or altering the view, and readers would queue behind them.
    /// - Throws: ``DatabaseError``, what `body` throws.
    func leavingNoLocks<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await undoing(body)
    }
}
