public import Foundation

/// The refreshes of one view in Athanor's log.
public struct RefreshHistory: Sendable, Hashable {
    /// The newest refreshes, newest first; at most 20.
    public let newest: [LogRecord]
    /// The last successful refresh; `nil` if there was none.
    public let lastDone: LogRecord?

    /// The maximum number of refreshes to read.
    static let depth = 20

    /// Creates a history.
    /// - Parameters:
    ///   - newest: the newest refreshes, newest first.
    ///   - lastDone: the last successful refresh, if it is not among the newest.
    package init(newest: [LogRecord] = [], lastDone: LogRecord? = nil) {
        self.newest = newest
        self.lastDone = newest.first { $0.outcome == .done } ?? lastDone
    }

    /// The number of consecutive failures among the newest refreshes, without cancelled ones; at most 20.
    public var failuresInARow: Int {
        newest.filter { $0.outcome != .cancelled }.prefix { $0.outcome == .failed }.count
    }

    /// The last refresh that was not cancelled, if it failed.
    public var lastFailure: LogRecord? {
        guard let last = newest.first(where: { $0.outcome != .cancelled }), last.outcome == .failed else { return nil }
        return last
    }

    /// The typical duration of a refresh: the median of the newest successful ones. Views that were rebuilt together
    /// with others are excluded.
    public var typicalDuration: Duration? {
        let durations = newest.filter { $0.outcome == .done && $0.refresh?.strategy != RefreshFigures.rebuilt }
            .map(\.duration).sorted()
        return durations.isEmpty ? nil : durations[durations.count / 2]
    }
}

extension LogRecord {
    /// The end of the work.
    public var endedAt: Date { startedAt.addingTimeInterval(Double(duration.milliseconds) / 1000) }
}

/// Reads the refresh history from the log.
struct RefreshHistoryReader: Sendable {
    let connection: any Connection
    /// Whether a transaction is open. If none is, the queries for several views run in one transaction, which takes one
    /// round trip.
    var isInTransaction = false

    /// Reads the refresh history of views.
    /// - Parameter format: the format of the metadata tables, if known.
    /// - Returns: the history by view; `nil` if the role may not read the log.
    /// - Throws: ``DatabaseFailure``.
    func histories(
        of views: [QualifiedName], format: Int? = nil
    ) async throws -> [QualifiedName: RefreshHistory]? {
        let dialect = connection.module.dialect
        do {
            var found = format
            if found == nil { found = try await connection.module.catalog(on: connection).metadataTablesFormat() }
            guard let format = found else { return [:] }
            let newest = try await records(views, limit: RefreshHistory.depth, outcome: nil, format: format, dialect)
            var histories = zip(views, newest).reduce(into: [QualifiedName: RefreshHistory]()) {
                $0[$1.0] = RefreshHistory(newest: $1.1)
            }
            // Views with so many failures that the last success is not among the newest refreshes.
            let failing = zip(views, newest)
                .filter { $1.count == RefreshHistory.depth && !$1.contains { $0.outcome == .done } }.map(\.0)
            let done = try await records(failing, limit: 1, outcome: .done, format: format, dialect)
            for (view, records) in zip(failing, done) {
                histories[view] = RefreshHistory(newest: histories[view]?.newest ?? [], lastDone: records.first)
            }
            return histories
        } catch let error as DatabaseFailure where error.kind == .notAllowed {
            return nil
        }
    }

    /// Returns the newest entry after another one that is not about a refresh; `nil` if there is none.
    /// - Throws: ``DatabaseFailure``.
    func lastRevision(after entry: Int64) async throws -> Int64? {
        try await connection.query(
            own: """
                SELECT max(entry) AS entry
                FROM \(connection.module.dialect.name(of: .log))
                WHERE entry > $1 AND kind <> 'refresh'
                """, [.integer(entry)]
        ).first?["entry", as: Int64?.self]
    }

    private func records(
        _ views: [QualifiedName], limit: Int, outcome: LogRecord.Outcome?, format: Int, _ dialect: any Dialect
    ) async throws -> [[LogRecord]] {
        guard !views.isEmpty else { return [] }
        let statements = views.map { view in
            LogReader.statement(
                LogFilter(limit: limit, outcome: outcome, refreshesOf: view), of: nil, format: format, dialect)
        }
        let around = isInTransaction ? [] : [SQLStatement("BEGIN"), SQLStatement("COMMIT")]
        do {
            let results = try await connection.run(around.prefix(1) + statements + around.dropFirst())
            return try results.dropFirst(around.count / 2).prefix(views.count).map {
                try $0.map { try LogRecord($0) }
            }
        } catch let failure as DatabaseFailure {
            if !isInTransaction { _ = try? await connection.query("ROLLBACK") }
            throw failure
        }
    }
}
