internal import Athanor

extension Connection {
    /// Runs `body` in a savepoint that is rolled back afterwards, to learn whether SQLite accepts its statements.
    /// - Returns: what `body` returns, or SQLite's refusal of a statement.
    /// - Throws: ``DatabaseFailure`` of other kinds, such as a database that is locked; other errors of `body`.
    func undoingIfAccepted<Success>(
        _ body: () async throws -> Success
    ) async throws -> Swift.Result<Success, DatabaseFailure> {
        do {
            return .success(try await undoing(body))
        } catch let error as DatabaseFailure where error.kind == .statement {
            return .failure(error)
        }
    }
}
