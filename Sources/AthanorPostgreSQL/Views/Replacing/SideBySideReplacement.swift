internal import Athanor

/// Replaces a materialized view while sessions read it. The new view and copies of all views that read it are built
/// next to the old ones, and then replace them in a short swap.
struct SideBySideReplacement: Sendable {
    let family: ViewFamily
    let checks: ReplacementChecks
    let session: ReplacingSession
    let schemas: BuildingSchemas
    /// The objects that depended on the views before anything was built.
    let dependents: FamilyDependents

    private var operation: ReplaceMaterializedView { checks.operation }
    private var dialect: PostgreSQLDialect { PostgreSQLDialect() }
    private var action: String { "\(checks.old.description) cannot be replaced" }
    private var workshop: Workshop { schemas.workshop(for: session) }
    private var bound: BoundText { BoundText(of: family.views, in: schemas) }
    private var site: ViewRebuild.Site {
        ViewRebuild.Site(session: session, schema: schemas.schema(of:), workshop: workshop)
    }

    /// Returns the steps, from the catalog as it is. The new views are filled one after another, so one may have newer
    /// rows than those filled before it.
    /// - Throws: ``OperationError``, ``DatabaseFailure``.
    func steps(on connection: any Connection) async throws -> [ViewChangeStep] {
        try await ViewConstants.refuse(family.views, action, on: connection)
        let text = try await connection.leavingNoLocks { try await read(on: connection) }
        let plans = ViewRebuild.all(of: family, replacing: checks, text.definitions)
        // A script assumes that the columns stay the same.
        if checks.reading != nil { try family.refuseChangedPlaces(in: plans, text.deparsed, text.readers, action) }
        let owners = text.readers.map(\.owner)
        let references = FamilyReferences(
            family, replaced: checks.old.oid, renames: plans.flatMap(\.renames), action)
        return [
            .check(namePrepared),
            .run([SQLStatement(own: references.keeping)]),
            .texts(schemas.creating(for: family.views, readers: owners, session: session)),
            .steps(try ViewBuilder(site: site, references: references, kind: checks.kind).steps(plans)),
            .check { connection, _ in
                try await BuiltViewChecks(site: site, replaced: family.oids).check(plans, on: connection)
            },
            .texts(plans.flatMap { $0.renaming(at: site) }),
            .check { connection, _ in try await refuseAltered(text.readers, on: connection) },
            .say("swapping \(checks.old.qualifiedName)"),
            .steps([.locked(swap(plans, text, references))], explained: FamilyReferences.explanation(action)),
            .texts([text.rebuilt.keeping]),
        ]
    }

    /// The definitions of the views and of their readers.
    private struct Text {
        /// The views' queries as the server writes them.
        let deparsed: [Int64: String]
        /// The queries with names that refer to the new views.
        let definitions: [Int64: String]
        let readers: [DependentRoutineOrPolicy]
        let rebuilt: RebuiltViews
    }

    private func read(on connection: any Connection) async throws -> Text {
        try await connection.query(sql: SQLStatement(ReplacingSession.pinnedPath))
        let deparsed = try await family.definitions(on: connection)
        return Text(
            deparsed: deparsed, definitions: deparsed.mapValues(bound.text),
            readers: try await DependentRoutineOrPolicy.all(of: family.oids, on: connection),
            rebuilt: try await RebuiltViews(
                family, replacing: checks.old.oid, session: session, on: connection))
    }

    /// Reports the prepared transactions that the swap will wait for.
    private func namePrepared(on connection: any Connection, reporter: StepReporter) async throws {
        let held = try await PreparedTransactions(connection: connection).holding(
            "l.relation = ANY ($1::oid[])", [.text(CapturedView.array(family.oids))])
        for transaction in held { reporter("the swap will have to wait for \(transaction)") }
    }

    /// Refuses readers that another session has altered since they were read. Altering one does not change the views,
    /// so the swap would not notice it.
    private func refuseAltered(
        _ readers: [DependentRoutineOrPolicy], on connection: any Connection
    ) async throws {
        let present = try await connection.leavingNoLocks { try await read(on: connection).readers }
        if let altered = Set(present).symmetricDifference(readers).map(\.description).min() {
            throw OperationError(
                "\(altered), which reads \(checks.old.description) or a view over it, was altered by another session while "
                    + "the replacement was built",
                advice: "Nothing was changed. Run it again.")
        }
    }

    /// Returns the change that replaces the old views with the new ones.
    private func swap(_ plans: [ViewRebuild], _ text: Text, _ references: FamilyReferences) -> PatientChange {
        let moving = plans.flatMap { plan in
            let (view, building) = (plan.view, schemas.schema(of: plan.view))
            return [
                "ALTER \(view.kind.keywords) \(dialect.quote(QualifiedName(schema: building, name: view.name))) "
                    + "SET SCHEMA \(dialect.quote(view.schema))"
            ] + plan.namingStatistics(from: workshop)
        }
        let attaching = family.views.flatMap { ViewCreation($0, in: $0.schema).attaching(in: workshop) }
        let guarding = [ThirdCode.guarding(family.views, replaced: checks.old.oid)].compactMap { $0 }
        // A body that writes through a view needs the view's rules and triggers, so it is restored after them.
        let finishing = text.readers.filter(\.isRoutine).flatMap { $0.returning(in: workshop, references) }
        let change = LockedChange(
            makingWay: family.makingWay, locking: pointing(text) + family.locking, expected: family.versions,
            changing: guarding + family.dropping + moving + attaching + finishing
                + [references.checking(.all, at: { $0.schema }, isRenamed: true)]
                + schemas.removing(for: family.views, readers: text.readers.map(\.owner), session: session))
        return PatientChange(
            change: change, patience: operation.swap, relations: family.oids, dependents: dependents, action: action,
            kind: checks.kind
        ) { versions, connection, reporter in
            try await renew(plans, since: versions, definitions: text.deparsed, on: connection, reporter: reporter)
        }
    }

    /// Returns the statements that make the readers refer to the new views.
    private func pointing(_ text: Text) -> [String] {
        let (routines, others) = (text.readers.filter(\.isRoutine), text.readers.filter { !$0.isRoutine })
        return others.map { workshop.running(bound.text($0.defining), as: $0.owner, about: $0.schema) }
            + FunctionBodies.unchecked(
                routines.map { workshop.running($0.blanking, as: $0.owner, about: $0.schema) })
    }

    /// Refreshes the new copies of the views that another session has refreshed since they were read.
    /// - Returns: the current versions of the old views.
    /// - Throws: ``OperationError`` if more than the rows has changed.
    private func renew(
        _ plans: [ViewRebuild], since versions: [Int64: String], definitions: [Int64: String],
        on connection: any Connection, reporter: StepReporter
    ) async throws -> [Int64: String] {
        try await connection.run(texts: [ReplacingSession.pinnedPath])
        let now = try await connection.leavingNoLocks {
            try await CapturedView.capture(family.oids, on: connection)
        }
        for (view, plan) in zip(family.views, plans) {
            guard let present = now.first(where: { $0.oid == view.oid }), view.isUnaltered(present) else {
                throw altered(view)
            }
            guard present.version != versions[view.oid], !plan.creation(at: site).filling.isEmpty else { continue }
            reporter("refreshing the new \(view.qualifiedName): another session has refreshed the old one")
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
