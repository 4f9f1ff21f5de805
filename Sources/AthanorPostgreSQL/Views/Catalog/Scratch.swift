internal import Athanor

/// Runs groups of statements that leave nothing behind, each in a savepoint that is rolled back, which restores
/// settings too.
enum Scratch {
    /// Runs groups of statements inside a transaction. Each failing group costs more round trips.
    /// - Returns: for each group the results of its statements, or the error of the statement that failed.
    /// - Throws: ``DatabaseFailure`` when the connection is lost or a savepoint cannot be created; `CancellationError`.
    static func run(
        _ groups: [[SQLStatement]], on connection: any Connection
    ) async throws -> [Result<[StatementResult], DatabaseFailure>] {
        var (results, rest): ([Result<[StatementResult], DatabaseFailure>], ArraySlice<[SQLStatement]>) = (
            [], groups[...]
        )
        while !rest.isEmpty {
            do {
                var answers = try await connection.run(rest.flatMap { [entering] + $0 + leaving })[...]
                for group in rest {
                    results.append(.success(Array(answers.dropFirst().prefix(group.count))))
                    answers = answers.dropFirst(1 + group.count + leaving.count)
                }
                return results
            } catch let failure as DatabaseFailure {
                guard failure.kind != .connectionLost, let index = failure.indexInBatch,
                    let failed = place(of: index, in: rest)
                else { throw failure }
                try await connection.run(leaving)
                // The results of the groups before it are lost with the batch.
                results += try await run(Array(rest[..<failed]), on: connection) + [.failure(failure)]
                rest = rest[(failed + 1)...]
            }
        }
        return results
    }

    private static let entering = SQLStatement("SAVEPOINT athanor_scratch")
    private static let leaving = [
        SQLStatement("ROLLBACK TO SAVEPOINT athanor_scratch"), SQLStatement("RELEASE SAVEPOINT athanor_scratch"),
    ]

    /// Returns the group that a statement of the whole batch belongs to; `nil` for a statement that begins or ends a
    /// savepoint.
    private static func place(of statement: Int, in groups: ArraySlice<[SQLStatement]>) -> Int? {
        var before = 0
        for (place, group) in zip(groups.indices, groups) {
            let end = before + 1 + group.count + leaving.count
            if statement < end { return (1...group.count).contains(statement - before) ? place : nil }
            before = end
        }
        return nil
    }
}
