package import Athanor

extension PostgreSQLMaterializedViews {
    /// Plans `REFRESH … CONCURRENTLY` if the settings allow it and PostgreSQL would accept it, otherwise a plain
    /// `REFRESH`. If the settings demand a concurrent refresh that PostgreSQL would not accept, the plan is a refusal.
    ///
    /// Source: PostgreSQL documentation, `REFRESH MATERIALIZED VIEW`; the conditions are `is_usable_unique_index` in
    /// `matview.c`.
    package func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan {
        let environment = try await RefreshEnvironment.read([view], settings, on: connection)
        return plan(view, settings, among: environment)
    }

    /// Plans the refreshes of several views. The number of queries of the catalog does not depend on the number of
    /// views. Views that no longer exist get no plan.
    package func refreshPlans(
        for views: [QualifiedName], _ settings: RefreshSettings
    ) async throws -> [ViewRefreshPlan] {
        let present = try await present(views)
        let environment = try await RefreshEnvironment.read(present, settings, on: connection)
        return present.map { plan($0, settings, among: environment) }
    }

    /// Returns the views of some names, without those that no longer exist.
    private func present(_ names: [QualifiedName]) async throws -> [MaterializedView] {
        let wanted = Set(names)
        // For a single name, reads only that view.
        guard let name = names.first, names.count == 1 else {
            return try await views(withOID: nil, exactRows: false, countingSmall: false)
                .filter { wanted.contains($0.name) }
        }
        guard let found = try await relation(named: PostgreSQLDialect().quote(name)) else { return [] }
        return try await views(withOID: found.oid, exactRows: false, countingSmall: false)
    }

    private func plan(
        _ view: MaterializedView, _ settings: RefreshSettings, among environment: RefreshEnvironment
    ) -> ViewRefreshPlan {
        let name = PostgreSQLDialect().quote(view.name)
        let strategy = Self.strategy(for: view, settings.concurrently, environment.remedies)
        let refresh: String? =
            switch strategy {
            case .concurrently: "REFRESH MATERIALIZED VIEW CONCURRENTLY \(name)"
            case .plain, .isolated: "REFRESH MATERIALIZED VIEW \(name)"
            case .refused: nil
            }
        guard let refresh else { return ViewRefreshPlan(view: view.name, strategy: strategy, statements: []) }
        return ViewRefreshPlan(
            view: view.name, strategy: strategy,
            warnings: Self.warnings(about: view, strategy, among: environment),
            statements: [SQLStatement(refresh)])
    }

    private static func strategy(
        for view: MaterializedView, _ wish: ConcurrentRefresh, _ remedies: RefreshRemedies
    ) -> RefreshStrategy {
        switch (wish, view.uniqueKey) {
        case (.never, _):
            return .plain(.askedFor)
        case (.auto, _) where !view.isPopulated:
            return .plain(.notPopulated)
        case (.always, _) where !view.isPopulated:
            return .refused(remedies.refusingUnpopulated(view))
        case (_, .usable(let index, _)):
            return .concurrently(uniqueIndex: index)
        case (.auto, let key):
            return .plain(.noUniqueIndex(key.unusable))
        case (.always, let key):
            return .refused(remedies.refusing(view, key.unusable))
        }
    }

    private static func warnings(
        about view: MaterializedView, _ strategy: RefreshStrategy, among environment: RefreshEnvironment
    ) -> [RefreshWarning] {
        var warnings: [RefreshWarning] = []
        if case .concurrently = strategy, !view.nullableKeyColumns.isEmpty {
            warnings.append(.nullableKeyColumns(view.nullableKeyColumns))
        }
        if let needs = environment.lockNeeds[view.name] {
            warnings.append(.tooManyLocks(needs: needs.description, remedy: needs.remedy))
        }
        if let dependences = environment.dependences[view.name] {
            warnings.append(.searchPathDependent(dependences))
        }
        if case .plain = strategy, view.isPopulated, let readers = environment.longReaders[view.name] {
            warnings.append(.longReaders(readers))
        }
        return warnings
    }
}

/// The environment of refreshes, read for all views at once.
struct RefreshEnvironment: Sendable {
    /// The functions that each view depends on and whose bodies use names without a schema; no entry where there are
    /// none.
    let dependences: [QualifiedName: [SearchPathDependence]]
    /// The sessions that have been reading each view for long; no entry where there are none.
    let longReaders: [QualifiedName: [LongReader]]
    /// The number of locks of each view whose refresh takes more than the server has room for.
    let lockNeeds: [QualifiedName: LockNeeds]
    /// The changes that would allow concurrent refreshes.
    let remedies: RefreshRemedies

    /// Reads the environment. Usually there is nothing to report, which the first query shows.
    /// - Throws: ``DatabaseFailure``.
    static func read(
        _ views: [MaterializedView], _ settings: RefreshSettings, on connection: any Connection
    ) async throws -> RefreshEnvironment {
        let names = views.map(\.name)
        let row = try await connection.query(
            own: """
                SELECT EXISTS (SELECT FROM pg_catalog.pg_proc AS p
                               JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
                               WHERE \(SearchPathDependences.isReadAnew)
                                 AND n.nspname NOT IN ('pg_catalog', 'information_schema')) AS functions,
                       EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a
                               WHERE a.pid <> pg_catalog.pg_backend_pid()
                                 AND a.xact_start <= pg_catalog.clock_timestamp()
                                     - pg_catalog.make_interval(secs => $1::bigint / 1000.0)) AS readers,
                       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class)
                           > pg_catalog.current_setting('max_locks_per_transaction')::bigint
                             * (pg_catalog.current_setting('max_connections')::bigint
                                + pg_catalog.current_setting('max_prepared_transactions')::bigint) AS locks
                """, [.integer(settings.longReader.milliseconds)]
        ).first
        let mayDepend = try row?["functions", as: Bool.self] ?? true
        let mayBeRead = try row?["readers", as: Bool.self] ?? true
        let mayExceed = try row?["locks", as: Bool.self] ?? true
        let refused = settings.concurrently == .always ? views : []
        return RefreshEnvironment(
            dependences: mayDepend ? try await SearchPathDependences(connection: connection).functions(of: names) : [:],
            longReaders: mayBeRead
                ? try await LongReaders(connection: connection).readers(of: names, since: settings.longReader) : [:],
            lockNeeds: mayExceed ? try await LockNeeds.exceeding(names, on: connection) : [:],
            remedies: try await RefreshRemedies.read(for: refused.map(\.name), on: connection))
    }
}
