package import Foundation

/// Refreshes one view on one session, in a transaction of its own together with its log entry. Retries while locks are
/// not available.
struct ViewRefreshRun: Sendable {
    /// Another session has claimed the view.
    private struct Busy: Error {}
    /// The view is no longer due.
    private struct NotDue: Error {}

    let plan: ViewRefreshPlan
    let session: MigrationSession
    let settings: RefreshSettings
    let whenBusy: BusyViewPolicy
    /// Called after the view is claimed: returns whether it still must be refreshed. `nil` always refreshes.
    let isDue: (@Sendable (QualifiedName, any Connection) async throws -> Bool)?
    let onEvent: @Sendable (RefreshEvent) -> Void

    private var connection: any Connection { session.connection }
    private var views: any MaterializedViews { connection.module.materializedViews(on: connection) }

    /// Refreshes the view.
    func run() async -> ViewRefreshOutcome {
        let began = ContinuousClock.now
        var attempt = 1
        // Whether the last attempt found the view busy.
        var isWaiting = false
        while true {
            let started = ContinuousClock.now
            let failure: any Error
            do {
                let figures = try await refresh()
                return .done(figures, duration: .now - started)
            } catch is NotDue {
                return .notDue
            } catch {
                failure = error
            }
            let isBusy = failure is Busy
            if isBusy, whenBusy == .skip { return .busy }
            let isPatient = session.options.lockWait.exactDuration.map { .now - began < $0 } ?? true
            // A commit may wait for a lock too: on SQLite, for a lock of a reader.
            let cause = CommitFailure.rootCause(of: failure)
            guard isBusy || (cause as? DatabaseFailure)?.kind == .lockNotAvailable else {
                return await ended(failure, after: .now - started)
            }
            if Task.isCancelled { return await ended(CancellationError(), after: .now - started) }
            let holders = (try? await views.holders(for: plan)) ?? []
            guard isPatient else {
                return await ended(isBusy ? stillBusy(since: began) : failure, after: .now - started, holders: holders)
            }
            if !isBusy {
                onEvent(.retrying(plan.view, attempt: attempt, holders: holders))
            } else if !isWaiting {
                onEvent(.waiting(plan.view, holder: holders.first))
            }
            isWaiting = isBusy
            do {
                try await Task.sleep(for: pause(after: attempt))
            } catch {
                return await ended(error, after: .now - started)
            }
            attempt += 1
        }
    }

    /// Long enough for readers that queued behind the attempt, and random, so that waiting sessions do not retry
    /// together.
    private func pause(after attempt: Int) -> Duration {
        .milliseconds(Int.random(in: 100...(100 + 100 * min(attempt, 20))))
    }

    private func refresh() async throws -> RefreshFigures {
        let waiting = LockWaiting(limit: session.options.lockWait) { [plan, onEvent] _ in
            onEvent(.waiting(plan.view, holder: nil))
        }
        let transactions = TransactionRunner(
            connection: connection, waiting: session.locksEachTransaction ? waiting : nil)
        let work = plan.statements.map {
            LoweredStep.statement(LoweredStatement($0, command: "REFRESH MATERIALIZED VIEW"))
        }
        return try await transactions.inTransaction(connection.module.dialect.transaction(for: work)) {
            guard try await views.claim(plan.view, settings) else { throw Busy() }
            if let isDue, try await !isDue(plan.view, connection) { throw NotDue() }
            let started = ContinuousClock.now
            let refreshed = try await views.refresh(plan)
            let (before, after) = (refreshed.before, refreshed.after)
            let figures = RefreshFigures(
                strategy: plan.strategy.name, rowsBefore: before.rows.count,
                rowsAfter: refreshed.written.rows ?? after.rows.count,
                bytesBefore: before.bytes, bytesAfter: after.bytes, changes: refreshed.written.changes,
                viewState: after.state)
            // The view's query may have changed the log.
            try await connection.enterInTransaction(
                entry(
                    figures, .done, plan.strategy.name, startedAt: refreshed.startedAt, took: .now - started,
                    on: connection))
            return figures
        }
    }

    /// Records in the log that the view was not refreshed.
    private func ended(
        _ error: any Error, after elapsed: Duration, holders: [String] = []
    ) async -> ViewRefreshOutcome {
        var cause = CommitFailure.rootCause(of: error)
        if let error = cause as? DatabaseFailure { cause = await views.explained(error, refreshing: plan.view) }
        let isCancelled = cause is CancellationError
        let outcome: LogRecord.Outcome = isCancelled ? .cancelled : .failed
        let detail = isCancelled ? nil : Explanation(of: cause).message
        // No further queries to a server that does not answer.
        if !(cause is CancellationUnanswered) {
            await Cleanup.run {
                do {
                    try await note(outcome, detail, after: elapsed, on: connection)
                } catch let error as DatabaseFailure where error.kind == .lockNotAvailable {
                    // Another session is writing, and would block any other session too.
                } catch is CancellationUnanswered {
                    // The server would not answer another session either.
                } catch {
                    // A lost session cannot write the entry. Another session can, unless the server is down too.
                    try? await MigrationSession.with(
                        session.address, access: .readWrite, options: session.options
                    ) { try await note(outcome, detail, after: elapsed, on: $0.connection) }
                }
            }
        }
        if isCancelled { return .cancelled }
        return .failed(
            RefreshFailure(
                plan: plan, cause: cause, isOutcomeUnknown: CommitFailure.isOutcomeUnknown(of: error),
                holders: holders))
    }

    private func note(
        _ outcome: LogRecord.Outcome, _ detail: String?, after elapsed: Duration, on connection: any Connection
    ) async throws {
        let startedAt = try await connection.moment().addingTimeInterval(-Double(elapsed.milliseconds) / 1000)
        let figures = RefreshFigures(strategy: plan.strategy.name)
        try await connection.enter(
            entry(figures, outcome, detail, startedAt: startedAt, took: elapsed, on: connection), of: nil)
    }

    private func entry(
        _ figures: RefreshFigures, _ outcome: LogRecord.Outcome, _ detail: String?, startedAt: Date, took: Duration,
        on connection: any Connection
    ) -> SQLStatement {
        LogEntry(
            kind: .refresh, subject: plan.view.recorded, startedAt: .value(.text(startedAt.logText)),
            elapsed: .measured(took), outcome: outcome, detail: detail, identity: RunIdentity(connection),
            versionTable: .value(.null), refresh: figures
        ).statement(connection.module.dialect)
    }

    private func stillBusy(since began: ContinuousClock.Instant) -> OperationError {
        OperationError(
            "another session has been refreshing or replacing the view for \((.now - began).components.seconds) s",
            advice: "Run this again when it has finished, let it wait longer (`lock_wait`), or skip such views "
                + "(`--if-busy skip`).")
    }
}

extension RowCount {
    /// The number, exact or estimated; `nil` if unknown.
    public var count: Int64? {
        switch self {
        case .exact(let count), .estimate(let count): count
        case .unknown: nil
        }
    }
}

extension Connection {
    /// Returns the current time of the database's clock, which all machines that use it share.
    /// - Throws: ``DatabaseFailure``.
    package func moment() async throws -> Date {
        let dialect = module.dialect
        let text =
            try await query(own: "SELECT \(dialect.iso8601(dialect.now)) AS moment").first?["moment", as: String.self]
            ?? ""
        guard let moment = try? Date(text, strategy: Date.logFormat) else {
            throw RowError.unexpected("moment", .text(text), wanted: "a moment in ISO 8601")
        }
        return moment
    }
}
