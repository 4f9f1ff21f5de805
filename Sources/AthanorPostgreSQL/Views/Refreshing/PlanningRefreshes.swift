public import Athanor

extension PostgreSQLMaterializedViews {
    /// `REFRESH … CONCURRENTLY` where PostgreSQL would accept it, a plain `REFRESH` otherwise.
    ///
    /// Source: PostgreSQL documentation, `REFRESH MATERIALIZED VIEW`; the conditions are `is_usable_unique_index` in
    /// `matview.c`.
    public func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan {
        try await plan(view, settings, among: RefreshSurroundings.unknown)
    }

    /// The same for several views, with as few looks at the catalog as for one.
    public func refreshPlans(
        for views: [QualifiedName], _ settings: RefreshSettings
    ) async throws -> [ViewRefreshPlan] {
        let present = try await present(views)
        let surroundings = try await RefreshSurroundings.read(settings, on: connection)
        var plans: [ViewRefreshPlan] = []
        for view in present { plans.append(try await plan(view, settings, among: surroundings)) }
        return plans
    }

    /// Views by their names; those that are not there any more are left out.
    private func present(_ names: [QualifiedName]) async throws -> [MaterializedView] {
        // Of a few, each is sooner read by itself than all that there are.
        guard names.count < 4 else {
            let wanted = Set(names)
            return try await views(withOID: nil, exactRows: false, countingSmall: false)
                .filter { wanted.contains($0.name) }
        }
        var present: [MaterializedView] = []
        for name in names {
            guard let found = try await relation(named: PostgreSQLDialect().quote(name)) else { continue }
            present += try await views(withOID: found.oid, exactRows: false, countingSmall: false)
        }
        return present
    }

    private func plan(
        _ view: MaterializedView, _ settings: RefreshSettings, among surroundings: RefreshSurroundings
    ) async throws -> ViewRefreshPlan {
        let name = PostgreSQLDialect().quote(view.name)
        let strategy = try await strategy(for: view, settings.concurrently)
        let refresh: String? =
            switch strategy {
            case .concurrently: "REFRESH MATERIALIZED VIEW CONCURRENTLY \(name)"
            case .plain, .isolated: "REFRESH MATERIALIZED VIEW \(name)"
            case .refused: nil
            }
        guard let refresh else { return ViewRefreshPlan(view: view.name, strategy: strategy, statements: []) }
        return ViewRefreshPlan(
            view: view.name, strategy: strategy,
            warnings: try await warnings(about: view, strategy, settings, among: surroundings),
            statements: [Statement(refresh)])
    }

    private func strategy(for view: MaterializedView, _ wish: ConcurrentRefresh) async throws -> RefreshStrategy {
        switch (wish, view.uniqueKey) {
        case (.never, _):
            return .plain(.askedFor)
        case (.auto, _) where !view.isPopulated:
            return .plain(.notPopulated)
        case (.always, _) where !view.isPopulated:
            return .refused(try await RefreshRemedies(connection: connection).refusingUnpopulated(view))
        case (_, .usable(let index, _)):
            return .concurrently(uniqueIndex: index)
        case (.auto, .missing(let unusable)):
            return .plain(.noUniqueIndex(unusable))
        case (.always, .missing(let unusable)):
            return .refused(try await RefreshRemedies(connection: connection).refusing(view, unusable))
        }
    }

    private func warnings(
        about view: MaterializedView, _ strategy: RefreshStrategy, _ settings: RefreshSettings,
        among surroundings: RefreshSurroundings
    ) async throws -> [RefreshWarning] {
        var warnings: [RefreshWarning] = []
        if case .concurrently = strategy, !view.nullableKeyColumns.isEmpty {
            warnings.append(.nullableKeyColumns(view.nullableKeyColumns))
        }
        if surroundings.mayHaveSearchPathDependences {
            let dependences = try await SearchPathDependences(connection: connection).functions(of: view.name)
            if !dependences.isEmpty { warnings.append(.searchPathDependent(dependences)) }
        }
        if case .plain = strategy, view.isPopulated, surroundings.mayHaveLongReaders {
            let readers = try await longReaders(of: view.name, since: settings.longReader)
            if !readers.isEmpty { warnings.append(.longReaders(readers)) }
        }
        return warnings
    }
}

/// What tells for all views at once that there is nothing to warn of, as it is in most databases at most times.
struct RefreshSurroundings: Sendable {
    /// Whether there is any function whose body is read anew at each refresh.
    let mayHaveSearchPathDependences: Bool
    /// Whether any session has a transaction that is old enough.
    let mayHaveLongReaders: Bool

    /// Nothing is known: each view is looked at.
    static let unknown = RefreshSurroundings(mayHaveSearchPathDependences: true, mayHaveLongReaders: true)

    static func read(_ settings: RefreshSettings, on connection: any Connection) async throws -> RefreshSurroundings {
        let row = try await connection.query(
            own: """
                SELECT EXISTS (SELECT FROM pg_catalog.pg_proc AS p
                               JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
                               WHERE \(SearchPathDependences.isReadAnew)
                                 AND n.nspname NOT IN ('pg_catalog', 'information_schema')) AS functions,
                       EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a
                               WHERE a.pid <> pg_catalog.pg_backend_pid()
                                 AND a.xact_start <= pg_catalog.clock_timestamp()
                                     - pg_catalog.make_interval(secs => $1::bigint / 1000.0)) AS readers
                """, [.integer(settings.longReader.milliseconds)]
        ).first
        return RefreshSurroundings(
            mayHaveSearchPathDependences: try row?.boolean("functions") ?? true,
            mayHaveLongReaders: try row?.boolean("readers") ?? true)
    }
}
