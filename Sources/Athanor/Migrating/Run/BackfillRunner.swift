import Synchronization

/// Runs an update in batches. Each batch runs in a transaction of its own, which also records the progress.
struct BackfillRunner: Sendable {
    let session: MigrationSession
    let backfill: Backfill
    /// The update as a segment of its revision.
    let place: TransactionWork
    /// The statements that record the progress, last in a transaction.
    let noting: @Sendable (_ position: [Value]?, _ rows: Int64) -> [SQLStatement]
    /// Reads the recorded progress.
    let noted: @Sendable (any Connection) async throws -> RevisionProgress.SegmentProgress?
    /// Called after each batch.
    let onProgress: @Sendable (BackfillProgress) -> Void

    private var connection: any Connection { session.connection }
    private var dialect: any Dialect { connection.module.dialect }

    /// Updates the remaining rows.
    /// - Parameters:
    ///   - earlier: the progress of an earlier run.
    ///   - confirm: called first in each transaction.
    /// - Returns: the number of updated rows, including those of earlier runs.
    /// - Throws: ``OperationError`` for a table without a key; ``DatabaseFailure``, also if the table does not exist;
    ///   ``BackfillStopped``.
    func run(
        after earlier: RevisionProgress.SegmentProgress?, confirm: (@Sendable () async throws -> Void)?
    ) async throws -> Int64 {
        let state = BatchState(position: earlier?.position, rows: earlier?.rows ?? 0)
        do {
            try await run(from: state, confirm: confirm)
            return state.rows
        } catch  where state.rows > 0 && !(error is ProgressMoved) {
            throw BackfillStopped(cause: error, summary: backfill.summary, rows: state.rows)
        }
    }

    private func run(from state: BatchState, confirm: (@Sendable () async throws -> Void)?) async throws {
        let key = try await connection.module.catalog(on: connection).rowKey(of: backfill.table)
        guard !key.isEmpty else {
            // If the table is missing, the database says so.
            try await connection.query(sql: "SELECT 1 FROM \(dialect.quote(backfill.table)) LIMIT 0")
            throw OperationError(
                "table \(backfill.table) has no primary key, which an update in batches needs",
                advice: "Add a primary key, or write the update with op.execute.")
        }
        let before = state.rows
        let total = try await total(key, after: state.position)
        let started = ContinuousClock.now
        while true {
            try Task.checkCancellation()
            let step = LoweredStep.resolvedWhenRun(
                ResolvedStep(summary: backfill.summary) { [self] connection in
                    try await batch(key, state, on: connection)
                })
            try await session.transactions.commit(
                place.replacing(with: [step]), entries: nil, confirm: confirm)
            guard state.commit() else { return }
            onProgress(
                BackfillProgress(
                    table: backfill.table, rows: state.rows, expected: before + total,
                    rowsBefore: before, elapsed: .now - started))
            if backfill.pause > .zero { try await Task.sleep(for: backfill.pause) }
        }
    }

    /// Updates one batch and returns the statements that record it; none if no row was left.
    private func batch(
        _ key: [String], _ state: BatchState, on connection: any Connection
    ) async throws -> [SQLStatement] {
        // An earlier attempt may have been rolled back.
        state.expectNothing()
        // Another run may have continued between the transactions of this run.
        if session.locksEachTransaction, let noted = try await noted(connection) { state.take(noted) }
        let (position, rows) = (state.position, state.rows)
        guard let last = try await lastKey(key, after: position, on: connection) else { return [] }
        let clause = try await connection.module.catalog(on: connection).conflictClause(for: backfill.table)
        let updating = backfill.updating(dialect, conflictClause: clause) { first in
            let lower = position.map { Self.comparison(key, ">", $0, first) }
            let upper = Self.comparison(key, "<=", last, first + (position?.count ?? 0))
            return ([lower, upper].compactMap(\.self).joined(separator: " AND "), (position ?? []) + last)
        }
        let updated = rows + Int64(try await connection.query(sql: updating).affectedRows)
        state.expect(position: last, rows: updated)
        return noting(last, updated)
    }

    /// Returns the key of the last row of the next batch; `nil` if no row is left.
    private func lastKey(
        _ key: [String], after position: [Value]?, on connection: any Connection
    ) async throws -> [Value]? {
        let columns = key.indices.map { "k\($0)" }
        let selected = zip(key, columns).map { "\($0) AS \($1)" }.joined(separator: ", ")
        let order = columns.map { "\($0) DESC" }.joined(separator: ", ")
        return try await connection.query(
            sql: """
                SELECT \(columns.joined(separator: ", "))
                FROM (
                    SELECT \(selected)
                    FROM \(dialect.quote(backfill.table))\(filter(key, after: position))
                    ORDER BY \(key.joined(separator: ", "))
                    LIMIT \(backfill.batchSize)
                ) AS batch
                ORDER BY \(order)
                LIMIT 1
                """, position ?? []
        ).first?.values
    }

    /// Returns the number of remaining rows. If transactions begin with settings that limit waiting, it counts in a
    /// transaction.
    private func total(_ key: [String], after position: [Value]?) async throws -> Int64 {
        let scope = dialect.transaction(for: place)
        guard !scope.opening.isEmpty else { return try await remaining(key, after: position) }
        return try await session.transactions.inTransaction(scope) { try await remaining(key, after: position) }
    }

    private func remaining(_ key: [String], after position: [Value]?) async throws -> Int64 {
        try await connection.query(
            sql: "SELECT count(*) AS count FROM \(dialect.quote(backfill.table))\(filter(key, after: position))",
            position ?? []
        ).first?["count", as: Int64.self] ?? 0
    }

    private func filter(_ key: [String], after position: [Value]?) -> String {
        let conditions = [
            backfill.condition.map { "(\($0))" }, position.map { Self.comparison(key, ">", $0, 1) },
        ].compactMap(\.self)
        return conditions.isEmpty ? "" : "\nWHERE \(conditions.joined(separator: " AND "))"
    }

    private static func comparison(_ key: [String], _ sign: String, _ values: [Value], _ first: Int) -> String {
        let placeholders = values.indices.map { "$\(first + $0)" }
        return key.count == 1
            ? "\(key[0]) \(sign) \(placeholders[0])"
            : "(\(key.joined(separator: ", "))) \(sign) (\(placeholders.joined(separator: ", ")))"
    }

    /// The progress of the batches.
    private final class BatchState: Sendable {
        private struct Place {
            var position: [Value]?
            var rows: Int64
        }

        private let place: Mutex<(committed: Place, expected: Place?)>

        init(position: [Value]?, rows: Int64) {
            place = Mutex((Place(position: position, rows: rows), nil))
        }

        var position: [Value]? { place.withLock { $0.committed.position } }
        var rows: Int64 { place.withLock { $0.committed.rows } }

        func take(_ noted: RevisionProgress.SegmentProgress) {
            place.withLock { $0.committed = Place(position: noted.position, rows: noted.rows) }
        }

        /// Sets the progress that applies when the transaction of the batch is committed.
        func expect(position: [Value], rows: Int64) {
            place.withLock { $0.expected = Place(position: position, rows: rows) }
        }

        func expectNothing() { place.withLock { $0.expected = nil } }

        /// - Returns: whether there was a batch.
        func commit() -> Bool {
            place.withLock { place in
                guard let expected = place.expected else { return false }
                place = (expected, nil)
                return true
            }
        }
    }
}

/// An error: a backfill stopped after some of its batches were committed.
struct BackfillStopped: Error {
    let cause: any Error
    let summary: String
    /// The number of rows that the committed batches have updated.
    let rows: Int64
}
