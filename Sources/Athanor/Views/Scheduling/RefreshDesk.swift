import Foundation

/// The connection with which a scheduler checks the database. It is opened again after any failure.
actor RefreshDesk {
    struct Look: Sendable {
        let facts: FreshnessFacts
        /// The views to start.
        let plans: [ViewRefreshPlan]
        let nextMoment: Date?
    }

    private let refresher: ViewRefresher
    private let options: ViewRefreshScheduler.Options
    private var session: MigrationSession?

    init(refresher: ViewRefresher, options: ViewRefreshScheduler.Options) {
        self.refresher = refresher
        self.options = options
    }

    func look(
        running: Set<QualifiedName>, busy: Set<QualifiedName>, setAside: Set<QualifiedName>
    ) async throws -> Look {
        do {
            let session = try await open()
            return try await withTaskExecutorPreference(session.connection.preferredExecutor) {
                try await look(running: running, busy: busy, setAside: setAside, on: session.connection)
            }
        } catch {
            // After any failure the next check gets a fresh session.
            await close()
            throw error
        }
    }

    private func look(
        running: Set<QualifiedName>, busy: Set<QualifiedName>, setAside: Set<QualifiedName>,
        on connection: any Connection
    ) async throws -> Look {
        let reader = FreshnessReader(
            connection: connection, targets: refresher.targets, backOff: options.backOff)
        let facts = try await reader.facts()
        let places = max(1, min(options.jobs, refresher.database.writersAtOnce ?? .max)) - running.count
        let graph = try await refresher.database.viewInventory(on: connection).dependencies()
        let agenda = RefreshAgenda(
            facts.overview, graph: graph, running: running.union(busy), setAside: setAside, places: places)
        var plans: [ViewRefreshPlan] = []
        if !agenda.begin.isEmpty {
            let plan = try await RefreshPlanner(connection: connection, settings: options.settings).plan(agenda.begin)
            // The agenda has already handled the dependencies.
            plans = plan.views
        }
        return Look(facts: facts, plans: plans, nextMoment: agenda.nextMoment)
    }

    private func open() async throws -> MigrationSession {
        if let session { return session }
        let opened = try await MigrationSession.open(
            refresher.address, access: .readOnly, options: refresher.options)
        session = opened
        return opened
    }

    func close() async {
        let closing = session
        session = nil
        await closing?.connection.close()
    }
}
