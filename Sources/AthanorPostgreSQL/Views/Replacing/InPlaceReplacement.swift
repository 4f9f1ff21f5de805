internal import Athanor

/// Drops views, runs some work, and recreates the views with all their properties. This happens in place, so readers
/// wait until the transaction ends.
struct InPlaceReplacement: Sendable {
    let family: ViewFamily
    /// The checks of the view that gets a new definition; `nil` if none does.
    var checks: ReplacementChecks?
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
    /// The steps that run while the views are dropped.
    var work: [LoweredStep] = []
    /// Whether the work renames a column of the altered table.
    var renamesColumns = false

    /// Returns the steps, from the catalog as it is.
    /// - Throws: ``OperationError``, ``DatabaseFailure``.
    func steps(on connection: any Connection) async throws -> [ViewChangeStep] {
        let text = try await read(on: connection)
        let temporary = try await Workshop.Temporary(
            for: session, about: family.views.first?.oid ?? 0, on: connection)
        let site = ViewRebuild.Site(session: session, schema: { $0.schema }, workshop: temporary.workshop)
        let plans = plans(text)
        try family.refuseChangedPlaces(in: plans, text.definitions, text.readers, action)
        let columns = try await altered?.columns(on: connection)
        let references = FamilyReferences(
            family, replaced: checks?.old.oid, renames: plans.flatMap(\.renames), altered: altered, action)
        return [
            .run([SQLStatement(own: references.keeping)]),
            .texts(temporary.opening),
            .locked(takingAway(text, in: temporary.workshop)),
            .texts(session.restoring),
            .work(work),
            .texts([TextSettings.entering]),
            .check { connection, _ in try await refuseChangedPlaces(of: columns, text, on: connection) },
            .steps(
                try ViewBuilder(
                    site: site, references: references, kind: kind, isAfterRename: renamesColumns
                ).steps(plans)),
            .check { connection, _ in try await BuiltViewChecks(site: site, replaced: []).check(plans, on: connection)
            },
            .steps(
                [
                    .texts(
                        plans.flatMap { $0.renaming(at: site) }
                            + finishing(plans, text, references, in: temporary.workshop) + temporary.closing)
                ], explained: FamilyReferences.explanation(action)),
        ]
    }

    /// The definitions of the views and of their readers, as the server writes them.
    private struct Text {
        let definitions: [Int64: String]
        let readers: [DependentRoutineOrPolicy]
        let rebuilt: RebuiltViews
    }

    private func read(on connection: any Connection) async throws -> Text {
        try await connection.query(sql: SQLStatement(ReplacingSession.pinnedPath))
        return Text(
            definitions: try await family.definitions(on: connection),
            readers: try await DependentRoutineOrPolicy.all(of: family.oids, on: connection),
            rebuilt: try await RebuiltViews(
                family, replacing: checks?.old.oid, session: session, on: connection))
    }

    private func plans(_ text: Text) -> [ViewRebuild] {
        let readers = family.readersOfMaterialized
        return ViewRebuild.all(of: family, replacing: checks, text.definitions).map {
            var plan = $0
            plan.staysHere = readers.contains(plan.view.oid)
            return plan
        }
    }

    /// Returns the change that makes the readers independent of the views and drops the views. With
    /// `check_function_bodies` off, the server does not parse function bodies that are strings, so an empty body can
    /// replace one that reads the views.
    private func takingAway(_ text: Text, in workshop: Workshop) -> PatientChange {
        let blanking = text.readers.map { workshop.running($0.blanking, as: $0.owner, about: $0.schema) }
        let change = LockedChange(
            makingWay: family.makingWay,
            locking: FunctionBodies.unchecked(blanking) + family.locking,
            expected: family.versions,
            changing: [ThirdCode.guarding(family.views, replaced: checks?.old.oid)].compactMap { $0 } + family.dropping)
        return PatientChange(
            change: change, patience: patience, relations: family.oids, dependents: dependents, action: action,
            kind: kind
        ) { _, _, _ in
            throw OperationError(
                "\(action): a view was refreshed or altered by another session just now",
                advice: "Nothing was changed. Run it again.")
        }
    }

    /// Refuses texts that rely on the positions of the altered table's columns, if these have changed.
    /// - Parameter columns: the columns before; `nil` if no table was altered.
    private func refuseChangedPlaces(
        of columns: [String]?, _ text: Text, on connection: any Connection
    ) async throws {
        guard let altered, let columns else { return }
        try ColumnAliases.refuse(
            in: family.texts(text.definitions, text.readers), of: (altered.name, altered.description),
            columns: columns, becoming: try await altered.columns(on: connection), action)
    }

    private func finishing(
        _ plans: [ViewRebuild], _ text: Text, _ references: FamilyReferences, in workshop: Workshop
    ) -> [String] {
        [ReplacingSession.pinnedPath] + plans.flatMap { $0.namingStatistics(from: workshop) }
            + family.views.flatMap { ViewCreation($0, in: $0.schema).attaching(in: workshop) }
            + text.readers.flatMap { $0.returning(in: workshop, references) }
            + [references.checking(.all, at: { $0.schema }, isRenamed: true), text.rebuilt.keeping]
    }
}
