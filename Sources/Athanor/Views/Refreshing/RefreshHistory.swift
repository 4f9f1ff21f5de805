public import Foundation

/// What Athanor's log says of the refreshes of one view.
public struct RefreshHistory: Sendable, Hashable {
    /// The newest refreshes, the newest first; no more than ``depth``.
    public let newest: [LogRecord]
    /// The last refresh that was done; `nil` when there was none.
    public let lastDone: LogRecord?

    /// How many of the newest refreshes are looked at.
    static let depth = 20

    /// A history.
    /// - Parameters:
    ///   - newest: the newest refreshes, the newest first.
    ///   - lastDone: the last that was done, where it is none of them.
    public init(newest: [LogRecord] = [], lastDone: LogRecord? = nil) {
        self.newest = newest
        self.lastDone = newest.first { $0.outcome == .done } ?? lastDone
    }

    /// How many of the newest refreshes failed one after the other, without counting those that were cancelled; no more than
    /// are looked at.
    public var failuresInARow: Int {
        newest.filter { $0.outcome != .cancelled }.prefix { $0.outcome == .failed }.count
    }

    /// The last refresh, when it failed.
    public var lastFailure: LogRecord? {
        guard let last = newest.first(where: { $0.outcome != .cancelled }), last.outcome == .failed else { return nil }
        return last
    }

    /// How long a refresh takes: the median of the newest that were done. A view that was filled together with others says
    /// nothing of that.
    public var typicalDuration: Duration? {
        let durations = newest.filter { $0.outcome == .done && $0.refresh?.strategy != RefreshFigures.rebuilt }
            .map(\.duration).sorted()
        return durations.isEmpty ? nil : durations[durations.count / 2]
    }
}

extension LogRecord {
    /// When the work ended.
    public var endedAt: Date { startedAt.addingTimeInterval(Double(duration.milliseconds) / 1000) }
}

/// Reads what the log says of refreshes.
struct RefreshHistoryReader: Sendable {
    let connection: any Connection
    /// Whether a transaction is open. Outside of one, what is asked for many views becomes one, and so one round trip.
    var isInTransaction = false

    /// The histories of views.
    /// - Parameter format: the format of Athanor's tables, where it is known.
    /// - Returns: by view; `nil` when the role may not read the log.
    /// - Throws: ``DatabaseError``.
    func histories(
        of views: [QualifiedName], format: Int? = nil
    ) async throws -> [QualifiedName: RefreshHistory]? {
        let dialect = connection.database.dialect
        do {
            var found = format
            if found == nil { found = try await connection.database.catalog(on: connection).metadataTablesFormat() }
            guard let format = found else { return [:] }
            let newest = try await records(views, limit: RefreshHistory.depth, outcome: nil, format: format, dialect)
            var histories = zip(views, newest).reduce(into: [QualifiedName: RefreshHistory]()) {
                $0[$1.0] = RefreshHistory(newest: $1.1)
            }
            // Those that have failed for so long that the last success is further back.
            let failing = zip(views, newest)
                .filter { $1.count == RefreshHistory.depth && !$1.contains { $0.outcome == .done } }.map(\.0)
            let done = try await records(failing, limit: 1, outcome: .done, format: format, dialect)
            for (view, records) in zip(failing, done) {
                histories[view] = RefreshHistory(newest: histories[view]?.newest ?? [], lastDone: records.first)
            }
            return histories
        } catch let error as DatabaseError where error.kind == .notAllowed {
            return nil
        }
    }

    /// The newest entry about a revision that comes after another entry; `nil` when there is none.
    /// - Throws: ``DatabaseError``.
    func lastRevision(after entry: Int64) async throws -> Int64? {
        try await connection.query(
            own: """
                SELECT max(entry) AS entry
                FROM \(connection.database.dialect.name(of: .log))
                WHERE entry > $1 AND kind <> 'refresh'
                """, [.integer(entry)]
        ).first?.integerIfAny("entry")
    }

    private func records(
        _ views: [QualifiedName], limit: Int, outcome: LogRecord.Outcome?, format: Int, _ dialect: any Dialect
    ) async throws -> [[LogRecord]] {
        guard !views.isEmpty else { return [] }
        let statements = views.map { view in
            LogReader.statement(
                LogFilter(limit: limit, outcome: outcome, refreshesOf: view), of: nil, format: format, dialect)
        }
        let around = isInTransaction ? [] : [Statement("BEGIN"), Statement("COMMIT")]
        do {
            let results = try await connection.run(around.prefix(1) + statements + around.dropFirst())
            return try results.dropFirst(around.count / 2).prefix(views.count).map {
                try $0.rows.map { try LogRecord($0) }
            }
        } catch let failure as DatabaseError {
            if !isInTransaction { _ = try? await connection.query("ROLLBACK") }
            throw failure
        }
    }
}
