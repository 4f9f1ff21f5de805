internal import Athanor

/// Replaces a materialized view while sessions read it. The new view and copies of all views that read it are built
/// next to the old ones, and then replace them in a short swap.
struct SideBySideReplacement: Sendable {
    let family: ViewFamily
    /// The view's new query, with its place in the source.
    let query: SourceSlice
    let checks: ReplacementChecks
    let session: ReplacingSession
    let schemas: BuildingSchemas
    /// The objects that depended on the views before anything was built.
    let dependents: FamilyDependents

    private var operation: ReplaceMaterializedView { checks.operation }
    private var dialect: PostgreSQLDialect { PostgreSQLDialect() }
    private var action: String { "\(checks.old.description) cannot be replaced" }

    /// The server's definitions of the family, with names that refer to the new views.
    private struct Text {
        /// The views' queries as the server writes them.
        let deparsed: [Int64: String]
        /// The queries with names that refer to the new views.
        let definitions: [Int64: String]
        let readers: [DependentRoutineOrPolicy]
        let rebuilt: RebuiltViews
        /// The statements that make the readers refer to the new views.
        let pointing: [String]
        /// The statements that restore the bodies of functions once the new views are complete: a body that writes
        /// through a view needs the view's rules and triggers.
        let finishing: [String]

        init(
            _ family: ViewFamily, _ schemas: BuildingSchemas, _ session: ReplacingSession,
            _ references: FamilyReferences,
            replacing replaced: Int64, on connection: any Connection
        ) async throws {
            try await connection.query(Statement(ReplacingSession.pinnedPath))
            let bound = BoundText(of: family.views, in: schemas)
            deparsed = try await family.definitions(on: connection)
            definitions = deparsed.mapValues(bound.text)
            readers = try await DependentRoutineOrPolicy.all(of: family.oids, on: connection)
            rebuilt = try await RebuiltViews(family, replacing: replaced, on: connection)
            let workshop = schemas.workshop(for: session)
            let routines = readers.filter(\.isRoutine)
            let pointing = readers.filter { !$0.isRoutine }.map { reader in
                workshop.running(bound.text(reader.defining), as: reader.owner, about: reader.schema)
            }
            self.pointing =
                pointing
                + FunctionBodies.unchecked(
                    routines.map { workshop.running($0.blanking, as: $0.owner, about: $0.schema) })
            finishing = routines.flatMap { $0.returning(in: workshop, references) }
        }
    }

    /// Builds and swaps, in the open transaction. All rows of the new views are of one moment or a later one.
    /// - Throws: ``OperationError``, ``DatabaseError``.
    func run(on connection: any Connection, reporter: StepReporter) async throws {
        try await ViewConstants.refuse(family.views, action, on: connection)
        try await namePrepared(on: connection, reporter: reporter)
        let text = try await connection.leavingNoLocks { try await looked(on: connection) }
        let builder = ViewBuilder(
            connection: connection, reporter: reporter, site: site, references: references, kind: checks.kind)
        let plans = plans(text)
        try refusePlaces(plans, text)

        try await connection.query(own: references.keeping)
        try await connection.run(
            texts: schemas.creating(for: family.views, readers: text.readers.map(\.owner), session: session))
        try await builder.build(plans)
        try await BuiltViewChecks(builder: builder, replaced: family.oids).check(plans)
        try await connection.run(texts: plans.flatMap { $0.renaming(at: site) })

        // Altering one of these does not change the views.
        let present = try await connection.leavingNoLocks { try await looked(on: connection) }
        if let altered = Set(present.readers).symmetricDifference(text.readers).map(\.description).min() {
            throw OperationError(
                "\(altered), which reads \(checks.old.description) or a view over it, was altered by another session while "
                    + "the replacement was built",
                advice: "Nothing was changed. Run it again.")
        }

        var versions = family.versions
        reporter("swapping \(checks.old.qualifiedName)")
        try await PatientChange(
            connection: connection, reporter: reporter, patience: operation.swap, relations: family.oids,
            dependents: dependents, action: action, kind: checks.kind
        ).make {
            swap(plans, text, versions: versions)
        } renewing: {
            versions = try await renew(plans, since: versions, definitions: text.deparsed, by: builder)
        }
        try await connection.query(own: text.rebuilt.keeping)
    }

    /// Reports the prepared transactions that the swap will wait for.
    private func namePrepared(on connection: any Connection, reporter: StepReporter) async throws {
        let held = try await PreparedTransactions(connection: connection).holding(
            "l.relation = ANY ($1::oid[])", [.text(CapturedView.array(family.oids))])
        for transaction in held { reporter("the swap will have to wait for \(transaction)") }
    }

    /// Returns the statements that ``run(on:reporter:)`` would run, for a script. The catalog is only read.
    /// - Throws: ``OperationError``, ``DatabaseError``.
    func script(on connection: any Connection) async throws -> [Statement] {
        try await ViewConstants.refuse(family.views, action, on: connection)
        let text = try await looked(on: connection)
        // Only the server knows the columns of the new query.
        var plans = plans(text)
        try refusePlaces(plans, text)
        for place in plans.indices where plans[place].origin != nil { plans[place].columns = operation.columns }
        let building = try await ViewBuildingScript(at: site, references, on: connection)
        return [Statement(own: references.keeping)]
            + schemas.creating(for: family.views, readers: text.readers.map(\.owner), session: session)
            .map { Statement($0) } + (try building.statements(plans))
            + [swap(plans, text, versions: family.versions).script(operation.swap)]
            + [Statement(text.rebuilt.keeping)] + session.restoring.map { Statement($0) }
    }

    private func refusePlaces(_ plans: [ViewRebuild], _ text: Text) throws(OperationError) {
        try family.refuseChangedPlaces(in: plans, text.deparsed, text.readers, action)
    }

    private func looked(on connection: any Connection) async throws -> Text {
        try await Text(family, schemas, session, references, replacing: checks.old.oid, on: connection)
    }

    private var site: ViewRebuild.Site {
        ViewRebuild.Site(
            session: session, schema: schemas.schema(of:), workshop: schemas.workshop(for: session))
    }

    private var references: FamilyReferences {
        FamilyReferences(
            family, replaced: checks.old.oid,
            renames: ViewRebuild(replacing: checks, query: query, position: "").renames, action)
    }

    private func plans(_ text: Text) -> [ViewRebuild] {
        family.views.enumerated().map { place, view in
            let position = family.views.count == 1 ? "" : " (\(place + 1) of \(family.views.count))"
            return view.oid == checks.old.oid
                ? ViewRebuild(replacing: checks, query: query, position: position)
                : ViewRebuild(view, definition: text.definitions[view.oid] ?? "", position: position)
        }
    }

    /// Returns the change that replaces the old views with the new ones.
    private func swap(_ plans: [ViewRebuild], _ text: Text, versions: [Int64: String]) -> LockedChange {
        let workshop = schemas.workshop(for: session)
        let moving = plans.flatMap { plan in
            let (view, building) = (plan.view, schemas.schema(of: plan.view))
            return [
                "ALTER \(view.kind.keywords) \(dialect.quote(QualifiedName(schema: building, name: view.name))) "
                    + "SET SCHEMA \(dialect.quote(view.schema))"
            ] + plan.namingStatistics(from: workshop)
        }
        let attaching = family.views.flatMap { ViewCreation($0, in: $0.schema).attaching(in: workshop) }
        let guarding = [ThirdCode.guarding(family.views, replaced: checks.old.oid)].compactMap { $0 }
        return LockedChange(
            makingWay: family.makingWay, locking: text.pointing + family.locking, expected: versions,
            changing: guarding + family.dropping + moving + attaching + text.finishing
                + [references.checking(.all, at: { $0.schema }, isRenamed: true)]
                + schemas.removing(for: family.views, readers: text.readers.map(\.owner), session: session))
    }

    /// Refreshes the new copies of the views that another session has refreshed since they were read.
    /// - Returns: the current versions of the old views.
    /// - Throws: ``OperationError`` if more than the rows has changed.
    private func renew(
        _ plans: [ViewRebuild], since versions: [Int64: String], definitions: [Int64: String],
        by builder: ViewBuilder
    ) async throws -> [Int64: String] {
        let connection = builder.connection
        try await connection.run(texts: [ReplacingSession.pinnedPath])
        let now = try await connection.leavingNoLocks {
            try await CapturedView.capture(family.oids, on: connection)
        }
        for (view, plan) in zip(family.views, plans) {
            guard let present = now.first(where: { $0.oid == view.oid }), view.isUnaltered(present) else {
                throw altered(view)
            }
            guard present.version != versions[view.oid], !plan.creation(at: site).filling.isEmpty else { continue }
            builder.reporter("refreshing the new \(view.qualifiedName): another session has refreshed the old one")
            try await connection.run(texts: plan.creation(at: site).filling)
        }
        let presentDefinitions = try await connection.leavingNoLocks {
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
