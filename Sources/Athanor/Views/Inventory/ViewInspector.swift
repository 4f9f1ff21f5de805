/// Reads the views of a database: their properties, their state and their dependencies. Reads only.
public struct ViewInspector: Sendable {
    let address: DatabaseAddress
    let options: MigratorOptions
    let targets: [ExactText: FreshnessTarget]

    var database: any DatabaseModule { address.module }

    /// Creates an inspector. Nothing is opened yet.
    /// - Parameters:
    ///   - address: the database, such as `PostgreSQL().at(databaseURL)`.
    ///   - options: how to connect.
    ///   - targets: freshness targets that override those of the revisions; by the view's name, with or without its
    ///     schema.
    public init(
        _ address: DatabaseAddress, options: MigratorOptions = MigratorOptions(),
        targets: [ExactText: FreshnessTarget] = [:]
    ) {
        self.address = address
        self.options = options
        self.targets = targets
    }

    /// Returns all views, ordered by name.
    /// - Parameter exact: counts the rows of each view instead of using the statistics.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    public func views(exact: Bool = false) async throws -> [InspectedView] {
        try await MigrationSession.reading(address, options: options, ifMissing: []) { session in
            try await views(exact: exact, on: session.connection).views
        }
    }

    /// Returns all views, and those that are missing.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    public func inspection() async throws -> ViewInspection {
        try await MigrationSession.reading(address, options: options, ifMissing: ViewInspection(views: [], missing: []))
        {
            session in
            let (views, overview) = try await views(exact: false, on: session.connection)
            return ViewInspection(
                views: views, missing: try await database.viewInventory(on: session.connection).missingViews(),
                targetProblems: overview.targetProblems)
        }
    }

    private func views(
        exact: Bool, on connection: any Connection
    ) async throws -> (views: [InspectedView], overview: FreshnessOverview) {
        let inventory = database.viewInventory(on: connection)
        let views = try await inventory.views(nil, exact: exact)
        let graph = try await inventory.dependencies()
        let overview = try await overview(on: connection)
        let freshness = overview.byName
        let inspected = views.map { view in
            InspectedView(
                view: view, readers: graph.allReaders(of: view.relation),
                freshness: view.materialized.flatMap { freshness[$0.name] })
        }
        return (inspected, overview)
    }

    /// Returns one view with all its details.
    /// - Parameters:
    ///   - name: its name as a person types it, with or without a schema.
    ///   - exact: counts its rows instead of using the statistics.
    /// - Throws: ``ViewLookupError`` if there is no such view; ``DatabaseFailure``; `CancellationError`.
    public func view(_ name: String, exact: Bool = false) async throws -> ViewDetails {
        let missing = ViewLookupError.notFound(name, nearest: [], wanted: .view)
        return try await MigrationSession.reading(address, options: options, ifMissing: { throw missing }()) {
            session in
            let inventory = database.viewInventory(on: session.connection)
            let relation = try await inventory.relation(named: name)
            guard relation.kind != .table else {
                throw ViewLookupError.otherKind(name, kind: relation.kind.rawValue, wanted: .view)
            }
            guard let view = try await inventory.views(relation.name, exact: exact).first else { throw missing }
            let graph = try await inventory.dependencies()
            return ViewDetails(
                view: view, properties: try await inventory.properties(of: view),
                directSources: graph.sources(of: relation), sources: graph.allSources(of: relation),
                directReaders: graph.readers(of: relation), readers: graph.allReaders(of: relation),
                freshness: view.materialized == nil
                    ? nil : try await overview(on: session.connection).byName[view.name])
        }
    }

    /// Returns the materialized view of a name.
    /// - Parameter name: the name as a person types it, with or without a schema.
    /// - Throws: ``ViewLookupError`` if there is no such materialized view; ``DatabaseFailure``;
    ///   `CancellationError`.
    public func materializedView(_ name: String) async throws -> QualifiedName {
        let missing = ViewLookupError.notFound(name, nearest: [])
        return try await MigrationSession.reading(address, options: options, ifMissing: { throw missing }()) {
            try await database.materializedViews(on: $0.connection).named(name).name
        }
    }

    private func overview(on connection: any Connection) async throws -> FreshnessOverview {
        try await FreshnessReader(connection: connection, targets: targets).facts().overview
    }

    /// Returns the dependencies.
    /// - Parameter names: tables or views as a person types them: only what they read and what reads them; all if
    ///   empty.
    /// - Throws: ``ViewLookupError`` if a name has no relation; ``DatabaseFailure``; `CancellationError`.
    public func graph(of names: [String] = []) async throws -> ViewDependencyGraph {
        func missing() throws -> ViewDependencyGraph {
            if let name = names.first { throw ViewLookupError.notFound(name, nearest: [], wanted: .view) }
            return ViewDependencyGraph(views: [], edges: [])
        }
        return try await MigrationSession.reading(address, options: options, ifMissing: try missing()) { session in
            let inventory = database.viewInventory(on: session.connection)
            let chosen = try await inventory.relations(named: names)
            let graph = try await inventory.dependencies()
            return names.isEmpty ? graph : graph.around(chosen)
        }
    }
}

/// The views of a database, and the missing ones.
public struct ViewInspection: Sendable, Hashable {
    /// The existing views, ordered by name.
    public let views: [InspectedView]
    /// Views that revisions made and others have dropped or renamed, ordered by name.
    public let missing: [MissingView]
    /// The mistakes in freshness targets, as in ``FreshnessOverview/targetProblems``.
    public var targetProblems: [String] = []
}

extension FreshnessOverview {
    fileprivate var byName: [QualifiedName: ViewFreshness] {
        Dictionary(views.map { ($0.view, $0) }) { first, _ in first }
    }
}

/// A view with the details for a list.
public struct InspectedView: Sendable, Hashable {
    /// The view.
    public let view: ListedView
    /// The views that read it, directly or through others.
    public let readers: [ViewRelation]
    /// How fresh it is, with its freshness target; `nil` for a plain view.
    public let freshness: ViewFreshness?

    /// Athanor's last refresh; ``LastRefresh/never`` for a plain view.
    public var lastRefresh: LastRefresh { freshness?.lastRefresh ?? .never }
}

/// A view with all its details.
public struct ViewDetails: Sendable, Hashable {
    /// The view.
    public let view: ListedView
    /// Columns, owner, comment and grants.
    public let properties: ViewProperties
    /// The relations that it reads directly.
    public let directSources: [ViewRelation]
    /// The relations that it reads, directly or through others.
    public let sources: [ViewRelation]
    /// The views that read it directly.
    public let directReaders: [ViewRelation]
    /// The views that read it, directly or through others.
    public let readers: [ViewRelation]
    /// How fresh it is, with its freshness target; `nil` for a plain view.
    public let freshness: ViewFreshness?

    /// Athanor's last refresh; ``LastRefresh/never`` for a plain view.
    public var lastRefresh: LastRefresh { freshness?.lastRefresh ?? .never }
}
