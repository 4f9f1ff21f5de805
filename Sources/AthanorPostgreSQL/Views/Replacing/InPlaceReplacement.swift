internal import Athanor

/// Drops views, runs some work, and recreates the views with all their properties. This happens in place, so readers
/// wait until the transaction ends.
struct InPlaceReplacement: Sendable {
    let family: ViewFamily
    let session: ReplacingSession
    let patience: SwapPatience
    /// The beginning of error messages: `materialized view a.m cannot be replaced`.
    let action: String
    /// The objects outside the family that depend on the views.
    let dependents: FamilyDependents
    /// The kind of revision that runs it.
    let kind: RevisionKind
    /// The table that is altered while the views are dropped; `nil` if none.
    var altered: AlteredTable?

    private struct Taken {
        let definitions: [Int64: String]
        let readers: [DependentRoutineOrPolicy]
        let rebuilt: RebuiltViews

        init(_ family: ViewFamily, replacing replaced: Int64?, on connection: any Connection) async throws {
            try await connection.query(Statement(ReplacingSession.pinnedPath))
            definitions = try await family.definitions(on: connection)
            readers = try await DependentRoutineOrPolicy.all(of: family.oids, on: connection)
            rebuilt = try await RebuiltViews(family, replacing: replaced, on: connection)
        }
    }

    /// Returns the plan for the view that changes, given its OID and its position among all; `nil` for others.
    typealias Change = (Int64, String) -> ViewRebuild?

    /// Drops the views and recreates them.
    /// - Parameters:
    ///   - changed: returns the plan for a view that changes.
    ///   - body: the work to run while the views are dropped.
    /// - Throws: ``OperationError``, ``DatabaseError``, what `body` throws.
    func run(
        on connection: any Connection, reporter: StepReporter, changed: Change = { _, _ in nil },
        _ body: () async throws -> Void
    ) async throws {
        let replaced = family.views.first { changed($0.oid, "") != nil }?.oid
        let taken = try await Taken(family, replacing: replaced, on: connection)
        let temporary = try await Workshop.Temporary(
            for: session, about: family.views.first?.oid ?? 0, on: connection)
        let (workshop, site) = (temporary.workshop, site(temporary.workshop))
        let plans = plans(taken, changed: changed)
        try family.refuseChangedPlaces(in: plans, taken.definitions, taken.readers, action)
        let columns = try await altered?.columns(on: connection)
        let takingAway = takingAway(taken, replacing: replaced, in: workshop)
        let references = references(plans, replacing: replaced)
        try await connection.query(own: references.keeping)
        try await connection.run(texts: temporary.opening)
        try await PatientChange(
            connection: connection, reporter: reporter, patience: patience, relations: family.oids,
            dependents: dependents, action: action, kind: kind
        ).make {
            takingAway
        } renewing: {
            throw OperationError(
                "\(action): a view was refreshed or altered by another session just now",
                advice: "Nothing was changed. Run it again.")
        }
        try await connection.run(texts: session.restoring)
        try await body()
        try await connection.run(texts: [TextSettings.entering])
        if let altered, let columns {
            try ColumnAliases.refuse(
                in: family.texts(taken.definitions, taken.readers), of: (altered.name, altered.description),
                columns: columns, becoming: try await altered.columns(on: connection), action)
        }

        let builder = ViewBuilder(
            connection: connection, reporter: reporter, site: site, references: references, kind: kind)
        try await builder.build(plans)
        try await BuiltViewChecks(builder: builder, replaced: []).check(plans)
        try await FamilyReferences.explaining(action) {
            try await connection.run(
                texts: plans.flatMap { $0.renaming(at: site) } + finishing(plans, taken, references, in: workshop)
                    + temporary.closing)
        }
    }

    /// Returns the statements that ``run(on:reporter:changed:_:)`` would run, for a script. The catalog is only read.
    /// - Parameters:
    ///   - changed: returns the plan for a view that changes.
    ///   - body: the statements to run while the views are dropped.
    /// - Throws: ``OperationError``, ``DatabaseError``.
    func script(
        on connection: any Connection, changed: Change = { _, _ in nil }, _ body: [Statement]
    ) async throws -> [Statement] {
        let replaced = family.views.first { changed($0.oid, "") != nil }?.oid
        let taken = try await Taken(family, replacing: replaced, on: connection)
        let temporary = try await Workshop.Temporary(
            for: session, about: family.views.first?.oid ?? 0, on: connection)
        let workshop = temporary.workshop
        let plans = plans(taken, changed: changed)
        try family.refuseChangedPlaces(in: plans, taken.definitions, taken.readers, action)
        let references = references(plans, replacing: replaced)
        let building = try await ViewBuildingScript(at: site(workshop), references, on: connection)
        return [Statement(own: references.keeping)] + temporary.opening.map { Statement($0) } + [
            takingAway(taken, replacing: replaced, in: workshop).script(patience)
        ]
            + session.restoring.map { Statement($0) } + body + [Statement(TextSettings.entering)]
            + (try building.statements(plans))
            + (finishing(plans, taken, references, in: workshop) + temporary.closing).map { Statement($0) }
            + session.restoring.map { Statement($0) }
    }

    private func site(_ workshop: Workshop) -> ViewRebuild.Site {
        ViewRebuild.Site(session: session, schema: { $0.schema }, workshop: workshop)
    }

    private func references(_ plans: [ViewRebuild], replacing replaced: Int64?) -> FamilyReferences {
        FamilyReferences(family, replaced: replaced, renames: plans.flatMap(\.renames), altered: altered, action)
    }

    private func plans(_ taken: Taken, changed: Change) -> [ViewRebuild] {
        let readers = family.readersOfMaterialized
        return family.views.enumerated().map { place, view in
            let position = family.views.count == 1 ? "" : " (\(place + 1) of \(family.views.count))"
            var plan =
                changed(view.oid, position)
                ?? ViewRebuild(view, definition: taken.definitions[view.oid] ?? "", position: position)
            plan.staysHere = readers.contains(view.oid)
            return plan
        }
    }

    /// With `check_function_bodies` off, the server does not parse function bodies that are strings, so an empty body
    /// can replace one that reads the views.
    private func takingAway(_ taken: Taken, replacing replaced: Int64?, in workshop: Workshop) -> LockedChange {
        let blanking = taken.readers.map { workshop.running($0.blanking, as: $0.owner, about: $0.schema) }
        return LockedChange(
            makingWay: family.makingWay,
            locking: FunctionBodies.unchecked(blanking) + family.locking,
            expected: family.versions,
            changing: [ThirdCode.guarding(family.views, replaced: replaced)].compactMap { $0 } + family.dropping)
    }

    private func finishing(
        _ plans: [ViewRebuild], _ taken: Taken, _ references: FamilyReferences, in workshop: Workshop
    ) -> [String] {
        [ReplacingSession.pinnedPath] + plans.flatMap { $0.namingStatistics(from: workshop) }
            + family.views.flatMap { ViewCreation($0, in: $0.schema).attaching(in: workshop) }
            + taken.readers.flatMap { $0.returning(in: workshop, references) }
            + [references.checking(.all, at: { $0.schema }, isRenamed: true), taken.rebuilt.keeping]
    }
}
