public import Athanor

extension PostgreSQLMaterializedViews {
    /// `REFRESH … CONCURRENTLY` where PostgreSQL would accept it, a plain `REFRESH` otherwise.
    ///
    /// Source: PostgreSQL documentation, `REFRESH MATERIALIZED VIEW`; the conditions are `is_usable_unique_index` in
    /// `matview.c`.
    public func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan {
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
            view: view.name, strategy: strategy, warnings: try await warnings(about: view, strategy, settings),
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
        about view: MaterializedView, _ strategy: RefreshStrategy, _ settings: RefreshSettings
    ) async throws -> [RefreshWarning] {
        var warnings: [RefreshWarning] = []
        if case .concurrently = strategy, !view.nullableKeyColumns.isEmpty {
            warnings.append(.nullableKeyColumns(view.nullableKeyColumns))
        }
        let dependences = try await SearchPathDependences(connection: connection).functions(of: view.name)
        if !dependences.isEmpty { warnings.append(.searchPathDependent(dependences)) }
        if case .plain = strategy, view.isPopulated {
            let readers = try await longReaders(of: view.name, since: settings.longReader)
            if !readers.isEmpty { warnings.append(.longReaders(readers)) }
        }
        return warnings
    }
}
