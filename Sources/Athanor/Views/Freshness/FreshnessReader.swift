import Foundation

/// Reads how fresh views are. Reads only.
struct FreshnessReader: Sendable {
    let connection: any Connection
    let targets: [ExactText: FreshnessTarget]
    var backOff = BackOff()

    /// Reads all facts.
    /// - Throws: ``DatabaseFailure``.
    func facts() async throws -> FreshnessFacts {
        let dialect = connection.module.dialect
        let views = connection.module.materializedViews(on: connection)
        let statuses = try await views.statuses()
        let noted = try await views.noted()
        let log = RefreshHistoryReader(connection: connection)
        let histories = try await log.histories(of: statuses.map(\.name))
        // The last revision matters only if a view has changed.
        let changed = statuses.compactMap { status -> Int64? in
            guard let done = histories?[status.name]?.lastDone, let then = done.refresh?.viewState,
                let state = status.state, then != state
            else { return nil }
            return done.entry
        }
        var lastRevision: Int64?
        if let earliest = changed.min() { lastRevision = try await log.lastRevision(after: earliest) }
        return FreshnessFacts(
            statuses: statuses, noted: noted, configured: targets, histories: histories,
            now: try await connection.moment(), backOff: backOff,
            lastRevision: lastRevision,
            change: { views.change(from: $0, to: $1) },
            key: { dialect.key(ofView: $0) })
    }

    /// Returns earlier facts with the present refresh history of one view and of the view that it waits for. Call it in
    /// the transaction that will refresh the view.
    /// - Throws: ``DatabaseFailure``.
    func again(_ facts: FreshnessFacts, for view: QualifiedName) async throws -> ViewFreshness? {
        // The refresh has already verified the tables.
        let histories = try await RefreshHistoryReader(connection: connection, isInTransaction: true)
            .histories(of: facts.concerned(by: view), format: MetadataTable.currentFormat)
        let now = try await connection.moment()
        return facts.looking(again: histories, now: now).overview.views.first { $0.view == view }
    }
}
