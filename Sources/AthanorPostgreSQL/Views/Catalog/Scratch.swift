internal import Athanor

/// Work that leaves nothing behind: groups of statements, each in a savepoint that is rolled back. Settings go back with it.
enum Scratch {
    /// Runs groups of statements inside a transaction, in as few round trips as there are groups that fail.
    /// - Returns: for each group its statements' results, or the error of the one that failed.
    /// - Throws: ``DatabaseError`` when the connection is lost or a savepoint cannot be had; `CancellationError`.
    static func run(
        _ groups: [[Statement]], on connection: any Connection
    ) async throws -> [Result<[StatementResult], DatabaseError>] {
        var (results, rest): ([Result<[StatementResult], DatabaseError>], ArraySlice<[Statement]>) = ([], groups[...])
        while !rest.isEmpty {
            do {
                var answers = try await connection.run(rest.flatMap { [entering] + $0 + leaving })[...]
                for group in rest {
                    results.append(.success(Array(answers.dropFirst().prefix(group.count))))
                    answers = answers.dropFirst(1 + group.count + leaving.count)
                }
                return results
            } catch let failure as DatabaseError {
                guard failure.kind != .connectionLost, let index = failure.indexInBatch,
                    let failed = place(of: index, in: rest)
                else { throw failure }
                try await connection.run(leaving)
                // The answers of those before it are lost with the batch.
                results += try await run(Array(rest[..<failed]), on: connection) + [.failure(failure)]
                rest = rest[(failed + 1)...]
            }
        }
        return results
    }

    private static let entering = Statement("SAVEPOINT athanor_scratch")
    private static let leaving = [
        Statement("ROLLBACK TO SAVEPOINT athanor_scratch"), Statement("RELEASE SAVEPOINT athanor_scratch"),
    ]

    /// The group that a statement of the whole batch belongs to; `nil` for one that enters or leaves.
    private static func place(of statement: Int, in groups: ArraySlice<[Statement]>) -> Int? {
        var before = 0
        for (place, group) in zip(groups.indices, groups) {
            let end = before + 1 + group.count + leaving.count
            if statement < end { return (1...group.count).contains(statement - before) ? place : nil }
            before = end
        }
        return nil
    }
}
