public import Athanor

extension PostgreSQLMaterializedViews {
    /// `REFRESH … CONCURRENTLY` where PostgreSQL would accept it, a plain `REFRESH` otherwise.
    ///
    /// Source: PostgreSQL documentation, `REFRESH MATERIALIZED VIEW`; the conditions are `is_usable_unique_index` in
    /// `matview.c`.
    public func refreshPlan(for view: MaterializedView, _ settings: RefreshSettings) async throws -> ViewRefreshPlan {
        let name = PostgreSQLDialect().quote(view.name)
        let strategy = strategy(for: view, settings.concurrently)
        let refresh: String? =
            switch strategy {
            case .concurrently: "REFRESH MATERIALIZED VIEW CONCURRENTLY \(name)"
            case .plain, .isolated: "REFRESH MATERIALIZED VIEW \(name)"
            case .refused: nil
            }
        return ViewRefreshPlan(
            view: view.name, strategy: strategy, statements: refresh.map { [Statement($0)] } ?? [])
    }

    private func strategy(for view: MaterializedView, _ wish: ConcurrentRefresh) -> RefreshStrategy {
        if wish == .never { return .plain(.askedFor) }
        let reason: RefreshRefusal.Reason
        switch view.uniqueKey {
        case _ where !view.isPopulated: reason = .notPopulated
        case .usable(let index, _): return .concurrently(uniqueIndex: index)
        case .missing(let unusable): reason = .noUniqueIndex(unusable)
        }
        switch (wish, reason) {
        case (.always, _): return .refused(RefreshRefusal(reason: reason, remedy: ""))
        case (_, .notPopulated): return .plain(.notPopulated)
        case (_, .noUniqueIndex(let unusable)): return .plain(.noUniqueIndex(unusable))
        }
    }

    /// Begins in READ COMMITTED, whatever the session's default is: in REPEATABLE READ a refresh that waited for its lock
    /// publishes rows as they were before the wait.
    ///
    /// The claim is the advisory lock of ``ViewLock``, which ends with the transaction. It is tried, not waited for: who
    /// waits in the server holds a snapshot meanwhile.
    public func claim(_ view: QualifiedName, _ settings: RefreshSettings) async throws -> Bool {
        try await connection.query("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        for (name, timeout) in [
            ("lock_timeout", settings.lockTimeout), ("statement_timeout", settings.statementTimeout),
        ] {
            guard let timeout else { continue }
            try await connection.query(
                "SELECT pg_catalog.set_config($1, $2, true)", [.text(name), .text("\(timeout.milliseconds)ms")])
        }
        return try await ViewLock.tryTaking(view, on: connection)
    }

    /// Rows by the statistics, or counted where that is quickly done.
    public func extent(of view: QualifiedName) async throws -> ViewExtent {
        let found = try await named(PostgreSQLDialect().quote(view))
        return ViewExtent(rows: found.rows, bytes: found.sizeInBytes, state: found.state)
    }

    /// Runs the plan's statement.
    public func refresh(_ plan: ViewRefreshPlan) async throws -> RefreshedRows {
        for statement in plan.statements { try await connection.query(statement) }
        return RefreshedRows(changes: RowChanges(), rows: nil)
    }

    /// The sessions that hold locks on the view.
    public func holders(of view: QualifiedName) async throws -> [String] { [] }

    /// What the table `athanor.views` says.
    public func noted() async throws -> [QualifiedName: NotedView] { [:] }
}
