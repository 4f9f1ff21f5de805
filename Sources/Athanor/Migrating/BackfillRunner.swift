/// Runs an update in batches, each in a transaction of its own together with how far it has come.
struct BackfillRunner: Sendable {
    let session: Session
    let backfill: Backfill
    /// The statement that notes how far it has come.
    let noting: @Sendable (_ position: [Value]?, _ rows: Int64, _ isFinished: Bool) -> Statement
    /// Called after each batch.
    let onProgress: @Sendable (BackfillProgress) -> Void

    private var connection: any Connection { session.connection }
    private var dialect: any Dialect { connection.database.dialect }

    /// Updates what remains.
    /// - Parameters:
    ///   - earlier: how far an earlier run has come.
    ///   - confirm: called in each transaction before anything else.
    /// - Throws: ``OperationError`` for a table without a key; what the database throws.
    func run(after earlier: RevisionProgress.Part?, confirm: (@Sendable () async throws -> Void)?) async throws {
        let key = try await connection.database.catalog(on: connection).rowKey(of: backfill.table)
        guard !key.isEmpty else {
            throw OperationError(
                "table \(backfill.table) has no primary key, by which its rows could be taken in turn",
                advice: "Give it one, or write the update with op.execute.")
        }
        let total = try await remaining(key, after: earlier?.position)
        let started = ContinuousClock.now
        let state = BatchState(position: earlier?.position, rows: earlier?.rows ?? 0)
        let before = state.rows
        while true {
            try Task.checkCancellation()
            let step = LoweredStep.resolvedWhenRun(
                ResolvedStep(summary: backfill.summary) { [self] connection in
                    try await batch(key, state, on: connection)
                })
            try await session.transactions.run([step], entries: nil, confirm: confirm)
            onProgress(
                BackfillProgress(
                    table: backfill.table, rows: state.rows, expected: before + total,
                    rowsBefore: before, elapsed: .now - started))
            if state.isFinished { return }
            if backfill.pause > .zero { try await Task.sleep(for: backfill.pause) }
        }
    }

    /// Updates one batch, and gives the statement that notes it.
    private func batch(
        _ key: [String], _ state: BatchState, on connection: any Connection
    ) async throws -> [Statement] {
        guard let last = try await lastKey(key, after: state.position, on: connection) else {
            state.isFinished = true
            return [noting(state.position, state.rows, true)]
        }
        let position = state.position
        let updating = backfill.updating(dialect) { first in
            let lower = position.map { Self.comparison(key, ">", $0, first) }
            let upper = Self.comparison(key, "<=", last, first + (position?.count ?? 0))
            return ([lower, upper].compactMap(\.self).joined(separator: " AND "), (position ?? []) + last)
        }
        state.rows += Int64(try await connection.query(updating).affectedRows)
        state.position = last
        return [noting(last, state.rows, false)]
    }

    /// The key of the last row of the next batch; `nil` when there is no row left.
    private func lastKey(
        _ key: [String], after position: [Value]?, on connection: any Connection
    ) async throws -> [Value]? {
        let columns = key.indices.map { "k\($0)" }
        let selected = zip(key, columns).map { "\($0) AS \($1)" }.joined(separator: ", ")
        let order = columns.map { "\($0) DESC" }.joined(separator: ", ")
        return try await connection.query(
            """
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

    private func remaining(_ key: [String], after position: [Value]?) async throws -> Int64 {
        try await connection.query(
            "SELECT count(*) AS count FROM \(dialect.quote(backfill.table))\(filter(key, after: position))",
            position ?? []
        ).first?.integer("count") ?? 0
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

    /// How far the batches have come. One task changes it, between the statements of its connection.
    private final class BatchState: @unchecked Sendable {
        // Each batch is awaited before the next begins, so that there is never more than one that reads or writes.
        var position: [Value]?
        var rows: Int64
        var isFinished = false

        init(position: [Value]?, rows: Int64) {
            self.position = position
            self.rows = rows
        }
    }
}

/// How far an update in batches has come.
public struct BackfillProgress: Sendable, Hashable {
    /// The table.
    public let table: QualifiedName
    /// How many rows have been updated, those of earlier runs among them.
    public let rows: Int64
    /// How many there will be, as counted when the run began.
    public let expected: Int64
    /// How many of them earlier runs updated.
    let rowsBefore: Int64
    /// How long this run has been at it.
    let elapsed: Duration

    /// Rows a second, in this run.
    public var rate: Double {
        let seconds = Double(elapsed.milliseconds) / 1000
        return seconds > 0 ? Double(rows - rowsBefore) / seconds : 0
    }

    /// How long the rest will take at this rate; `nil` while that cannot be told.
    public var timeLeft: Duration? {
        rate > 0 ? .milliseconds(Int64(Double(max(0, expected - rows)) / rate * 1000)) : nil
    }
}
