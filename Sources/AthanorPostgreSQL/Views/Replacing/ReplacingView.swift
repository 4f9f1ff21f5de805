internal import Athanor

/// Gives a materialized view another definition.
struct ReplacingView: Sendable {
    let operation: ReplaceMaterializedView
    /// The new query, without a closing semicolon, with its place in the source.
    let query: SourceSlice
    /// The kind of revision that the operation is in.
    var kind: RevisionKind = .swift
    /// Whether the view is populated afterwards in any case (`WITH DATA`).
    var fills = false

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(
                summary: operation.summary, content: content, previewing: .statements(preview),
                longBuild: LongBuild(
                    "materialized view \(operation.name)", opening: [ViewLock.takingFirst(operation.name)],
                    shortage: shortage)
            ) { connection, reporter in
                try await run(on: connection, reporter: reporter)
                return []
            })
    }

    /// The renames in the same order in every process.
    private var renames: String {
        let pairs = operation.renamedColumns.sorted { $0.key < $1.key }.map {
            "\($0.key.text.debugDescription): \($0.value.text.debugDescription)"
        }
        return pairs.isEmpty ? "[:]" : "[\(pairs.joined(separator: ", "))]"
    }

    private var content: String {
        "\(operation.summary)\n\(operation.columns)\n\(query.text)\n\(operation.indexes)\n\(renames)"
    }

    private func run(on connection: any Connection, reporter: StepReporter) async throws {
        var session = try await ReplacingSession(on: connection)
        let found = try await target(on: connection)
        try await ViewLock.take(found.name, on: connection, reporter: reporter)
        // The previous holder of the lock may have replaced it.
        let oid = try await target(on: connection).oid
        let reading = try await reading(on: connection)
        let present = try await connection.leavingNoLocks { try await ComparableDefinition.of(oid, on: connection) }
        guard !keepsIndexes || present.map(reading.isDefinition) != true else {
            reporter("\(found.name) has this definition already")
            if fills { try await fill(oid, found.name, on: connection, reporter: reporter) }
            return
        }
        try await connection.run(texts: [TextSettings.entering])
        let family = try await family(of: oid, on: connection, reporter: reporter)
        guard let old = family.views.first else { return }
        let checks = checks(old, reading: reading)
        try checks.check(family)
        let dependents = try await admit(family, checks, session: &session, on: connection)

        let needs = try await LockNeeds.replacing(family.oids, on: connection)
        if let shortage = needs?.shortage { reporter(shortage) }
        do {
            try await LiveViewChange(connection: connection, reporter: reporter)
                .run(try await steps(family, checks, dependents, session: session, on: connection))
        } catch let error as DatabaseFailure {
            throw needs?.explained(error) ?? error
        }
    }

    private func checks(_ old: CapturedView, reading: ComparableDefinition.Reading?) -> ReplacementChecks {
        ReplacementChecks(operation: operation, query: query, old: old, reading: reading, kind: kind, fills: fills)
    }

    /// Refuses a replacement that would lose something or run code with wrong rights, and lends the owners of the views
    /// what their texts need.
    /// - Returns: all current dependents of the views.
    private func admit(
        _ family: ViewFamily, _ checks: ReplacementChecks, session: inout ReplacingSession,
        on connection: any Connection
    ) async throws -> FamilyDependents {
        let action = action(checks.old)
        let dependents = try await ReplacementObstacles.refuse(family.views, action, on: connection)
        try TemporaryReaders.refuseOwn(
            family.views, isInPlace: !isSideBySide(family), session: session, action)
        session.lent = try await OwnersTexts.check(
            family.views, replaced: checks.old.oid, session: session, action, on: connection)
        return dependents
    }

    /// Returns the steps of the replacement, for a run and for a script.
    private func steps(
        _ family: ViewFamily, _ checks: ReplacementChecks, _ dependents: FamilyDependents, session: ReplacingSession,
        on connection: any Connection
    ) async throws -> [ViewChangeStep] {
        [
            .unchanged(ScriptedFamily(family: family, replaced: checks.old.oid)),
            .run(session.keepingHere),
            .steps(try await replacing(family, checks, dependents, session: session.here, on: connection)),
            .texts(session.restoring),
            .run(session.sendingAgain),
        ]
    }

    private func replacing(
        _ family: ViewFamily, _ checks: ReplacementChecks, _ dependents: FamilyDependents, session: ReplacingSession,
        on connection: any Connection
    ) async throws -> [ViewChangeStep] {
        switch isSideBySide(family) {
        case true:
            let schemas = try await BuildingSchemas(for: family.schemas, session: session, kind: kind, on: connection)
            return try await SideBySideReplacement(
                family: family, checks: checks, session: session, schemas: schemas, dependents: dependents
            ).steps(on: connection)
        case false:
            return try await InPlaceReplacement(
                family: family, checks: checks, session: session, patience: operation.swap, action: action(checks.old),
                dependents: dependents, kind: kind
            ).steps(on: connection)
        }
    }

    private func action(_ old: CapturedView) -> String { "\(old.description) cannot be replaced" }

    private func isSideBySide(_ family: ViewFamily) -> Bool {
        switch operation.strategy {
        case .sideBySide: true
        case .automatic: family.holdsData || fills
        case .inPlace: false
        }
    }

    /// Returns a warning if the replacement needs more locks than the server has room for, by the current catalog.
    private func shortage(on connection: any Connection) async throws -> String? {
        guard case .taken(let oid, _, "m") = try await CreationPlace(of: operation.name, on: connection) else {
            return nil
        }
        let readers = try await DependentViewGraph(of: oid, columns: nil, on: connection).readers
        return try await LockNeeds.replacing([oid] + readers, on: connection)?.shortage
    }

    /// Fills a view that is not populated.
    private func fill(
        _ oid: Int64, _ name: QualifiedName, on connection: any Connection, reporter: StepReporter
    ) async throws {
        let isFilled = try await connection.query(
            own: "SELECT c.relispopulated AS filled FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid",
            [.integer(oid)]
        ).first?["filled", as: Bool.self]
        guard isFilled == false else { return }
        reporter("filling \(name)")
        try await connection.query(sql: SQLStatement("REFRESH MATERIALIZED VIEW \(PostgreSQLDialect().quote(name))"))
    }

    private var keepsIndexes: Bool {
        if case .keep = operation.indexes { true } else { false }
    }

    /// Takes the locks of the other materialized views that will be recreated, waits for maintenance commands on the
    /// views, and then reads the views.
    private func family(
        of oid: Int64, on connection: any Connection, reporter: StepReporter
    ) async throws -> ViewFamily {
        let first = try await ViewFamily(dependingOn: oid, includesRelation: true, on: connection)
        try await RebuildingRights.check(
            first.views, "materialized view \(operation.name) cannot be replaced", on: connection)
        let names = first.views.filter { $0.kind == .materialized && $0.oid != oid }.map(\.qualifiedName)
        // Every session takes the locks in the same order, so that no deadlock arises.
        for name in names.sorted(by: { $0.description < $1.description }) {
            try await ViewLock.take(name, on: connection, reporter: reporter)
        }
        // Waits for VACUUM, REINDEX CONCURRENTLY and similar commands now, rather than after everything is built.
        let limit: Duration? = try await ViewLock.holdsStrongLocks(on: connection) ? nil : operation.swap.longest
        do {
            try await connection.query(sql: SQLStatement(own: LockedChange.way(first.makingWay, within: limit).text))
        } catch let error as DatabaseFailure where error.code == PatientChange.objectInUse {
            throw PatientChange.inUse(error, "materialized view \(operation.name) cannot be replaced")
        }
        return try await ViewFamily(dependingOn: oid, includesRelation: true, on: connection)
    }

    private func reading(on connection: any Connection) async throws -> ComparableDefinition.Reading {
        let columns = operation.columns.map(PostgreSQLDialect().quote).joined(separator: ", ")
        return try await ComparableDefinition.reading(
            SQLStatement(ComparableDefinition.creating(query.text, columns: columns), rewrittenFrom: query),
            on: connection
        )
    }

    private func target(on connection: any Connection) async throws -> (oid: Int64, name: QualifiedName) {
        switch try await CreationPlace(of: operation.name, on: connection) {
        case .taken(let oid, let name, "m"):
            return (oid, name)
        case .taken:
            throw OperationError(
                "\(operation.name) is not a materialized view",
                advice: kind.words(
                    sql:
                        "For a view, write CREATE OR REPLACE VIEW; otherwise check the name.",
                    swift: "For a view, use op.replaceView; otherwise check the name."))
        case .free(let place, let later?):
            throw OperationError(
                "there is no materialized view \(place) to replace; \(later), in a later schema of the search path, is a "
                    + "different view",
                advice: "Write the schema of the view: \(later) or \(place).")
        case .free(let place, nil):
            throw OperationError(
                "there is no materialized view \(place) to replace",
                advice: kind.words(sql: "Create it first.", swift: "Create it with op.createMaterializedView.")
                    + " `athanor views` lists those that exist.")
        }
    }

    /// Returns the statements for the catalog as it is. The columns of the query, and whether it is new, are unknown
    /// without creating something, so the script assumes that the columns stay the same.
    private func preview(on connection: any Connection) async throws -> CatalogPreview {
        guard operation.renamedColumns.isEmpty else {
            throw OperationError(
                "replacing \(operation.name) with `renamedColumns` cannot be written as a script: only the server knows the "
                    + "order of the new columns",
                advice: "Run this revision with Athanor itself.")
        }
        var previewed = try await PreviewedViews(view: operation.name, on: connection)
        var session = try await ReplacingSession(for: .writingScript, on: connection)
        try await connection.run(texts: [TextSettings.entering])
        let found = try await target(on: connection)
        let family = try await ViewFamily(dependingOn: found.oid, includesRelation: true, on: connection)
        guard let old = family.views.first else { return previewed.preview([]) }
        try await RebuildingRights.check(family.views, for: .writingScript, action(old), on: connection)
        try await previewed.add(family, without: old.oid, on: connection)
        let checks = checks(old, reading: nil)
        let dependents = try await admit(family, checks, session: &session, on: connection)
        return previewed.preview(
            try await ScriptedViewChange(connection: connection, work: [])
                .statements(try await steps(family, checks, dependents, session: session, on: connection)))
    }
}
