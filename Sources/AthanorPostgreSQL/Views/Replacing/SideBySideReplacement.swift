internal import Athanor

/// Replaces a materialized view while people read it: the new one and copies of all that read it are built beside the old
/// ones, then take their place in a moment.
struct SideBySideReplacement: Sendable {
    let family: ViewFamily
    /// The view's new query, with where it stands.
    let query: SourceSlice
    let checks: ReplacementChecks
    let session: ReplacingSession
    let schemas: BuildingSchemas

    private var operation: ReplaceMaterializedView { checks.operation }
    private var dialect: PostgreSQLDialect { PostgreSQLDialect() }

    /// Builds and swaps, in the transaction that is open; all rows of the new views are those of one moment or a later one.
    /// - Throws: ``OperationError``, ``DatabaseError``.
    func run(on connection: any Connection, reporter: StepReporter) async throws {
        let (definitions, readers, bound) = try await connection.leavingNoLocks {
            try await connection.run(texts: [ReplacingSession.path(schemas.deparsingPath)])
            return (
                try await family.definitions(on: connection),
                try await OtherReader.all(of: family.oids, on: connection),
                try await BoundText(of: family.views, in: schemas, on: connection)
            )
        }
        let builder = ViewBuilder(
            connection: connection, session: session, reporter: reporter, schema: schemas.schema(of:),
            path: schemas.bindingPath)
        let plans = plans(definitions.mapValues(bound.text))

        try await connection.run(texts: schemas.creating(for: family.views, session: session))
        try await builder.build(plans)
        try await BuiltViewChecks(builder: builder, replaced: family.oids).check(plans)
        try await builder.rename(plans)
        var versions = family.versions
        reporter("swapping \(checks.old.qualifiedName)")
        try await PatientChange(
            connection: connection, reporter: reporter, patience: operation.swap, relations: family.oids,
            action: "\(checks.old.description) cannot be replaced"
        ).make {
            swap(readers: readers.map { bound.text($0.defining) }, versions: versions)
        } renewing: {
            versions = try await renew(plans, since: versions, definitions: definitions, by: builder)
        }
    }

    private func plans(_ definitions: [Int64: String]) -> [ViewBuilder.Plan] {
        family.views.enumerated().map { place, view in
            let position = family.views.count == 1 ? "" : " (\(place + 1) of \(family.views.count))"
            guard view.oid == checks.old.oid else {
                return ViewBuilder.Plan(
                    view: view, definition: definitions[view.oid] ?? "", columns: view.columns.map(\.name), origin: nil,
                    position: position)
            }
            return ViewBuilder.Plan(replacing: checks, query: query, position: position)
        }
    }

    /// The moment in which the new views take the place of the old.
    private func swap(readers: [String], versions: [Int64: String]) -> LockedChange {
        let moving = family.views.flatMap { view in
            let building = schemas.schema(of: view)
            return [
                "ALTER \(view.kind.keywords) \(dialect.quote(QualifiedName(schema: building, view.name))) "
                    + "SET SCHEMA \(dialect.quote(view.schema))"
            ]
                + view.statistics.flatMap { statistics in
                    let name = ViewBuilder.buildingName(of: statistics, view)
                    let moved = dialect.quote(QualifiedName(schema: statistics.schema, name))
                    return [
                        "ALTER STATISTICS \(dialect.quote(QualifiedName(schema: building, name))) "
                            + "SET SCHEMA \(dialect.quote(statistics.schema))",
                        "ALTER STATISTICS \(moved) RENAME TO \(dialect.quote(statistics.name))",
                    ]
                }
        }
        let attaching = family.views.flatMap { ViewCreation($0, in: $0.schema).attaching }
        return LockedChange(
            locking: readers + family.locking, lockingPath: schemas.bindingPath, expected: versions,
            changing: family.dropping + moving + attaching + schemas.removing(for: family.views, session: session))
    }

    /// Refreshes the new ones of those views that somebody has refreshed since they were read.
    /// - Returns: the versions of the old views now.
    /// - Throws: ``OperationError`` when more has changed than rows.
    private func renew(
        _ plans: [ViewBuilder.Plan], since versions: [Int64: String], definitions: [Int64: String],
        by builder: ViewBuilder
    ) async throws -> [Int64: String] {
        let connection = builder.connection
        try await connection.run(texts: [ReplacingSession.path("")])
        let now = try await connection.leavingNoLocks {
            try await CapturedView.capture(family.oids, on: connection)
        }
        for (view, plan) in zip(family.views, plans) {
            guard let present = now.first(where: { $0.oid == view.oid }), view.isUnaltered(present) else {
                throw altered(view)
            }
            guard present.version != versions[view.oid], !builder.creation(plan).filling.isEmpty else { continue }
            builder.reporter("refreshing the new \(view.qualifiedName): the old one was refreshed meanwhile")
            try await connection.run(texts: builder.creation(plan).filling)
        }
        let presentDefinitions = try await connection.leavingNoLocks {
            try await connection.run(texts: [ReplacingSession.path(schemas.deparsingPath)])
            return try await family.definitions(on: connection)
        }
        if let changed = family.views.first(where: { definitions[$0.oid] != presentDefinitions[$0.oid] }) {
            throw altered(changed)
        }
        return Dictionary(now.map { ($0.oid, $0.version) }) { first, _ in first }
    }

    private func altered(_ view: CapturedView) -> OperationError {
        OperationError(
            "\(view.description) was altered or dropped by another session while its replacement was built",
            advice: "Nothing was changed. Run it again.")
    }
}

extension ViewBuilder.Plan {
    /// The view that gets a new definition.
    init(replacing checks: ReplacementChecks, query: SourceSlice, position: String) {
        let operation = checks.operation
        view = checks.adapted
        definition = query.text
        columns = checks.buildingColumns
        origin = query
        newIndexes = if case .these(let indexes) = operation.indexes { indexes } else { [] }
        renames = operation.renamedColumns.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        self.position = position
    }
}
