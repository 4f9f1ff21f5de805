internal import Athanor

/// Drops the views that depend on a table, runs the steps that alter the table, and recreates the views.
struct AlteringAroundViews: Sendable {
    let operation: AlteringAround
    /// The table's name in quotes.
    let quotedName: String
    /// The steps that run while the views are dropped.
    let steps: [LoweredStep]

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(
                summary: operation.summary, content: "\(operation.summary)\n\(steps.map(\.summary))",
                previewing: steps.lazy.compactMap(\.refusal).first ?? .statements(preview),
                longBuild: LongBuild("the views of \(operation.table)")
            ) { connection, reporter in
                try await run(on: connection, reporter: reporter)
                return []
            })
    }

    private func run(on connection: any Connection, reporter: StepReporter) async throws {
        let session = try await ReplacingSession(on: connection)
        try await connection.run(texts: [TextSettings.entering])
        let table = try await table(on: connection)
        let family = try await family(of: table, on: connection)
        guard !family.views.isEmpty else {
            try await connection.run(texts: session.restoring)
            return try await connection.run(steps, reporting: reporter)
        }
        try await RebuildingRights.check(family.views, action, on: connection)
        // Every session takes the locks in the same order, so that no deadlock arises.
        let views = family.views.filter { $0.kind == .materialized }.map(\.qualifiedName)
        for view in views.sorted(by: { $0.description < $1.description }) {
            try await ViewLock.take(view, on: connection, reporter: reporter)
        }
        // The previous holder of a lock may have replaced a view.
        let present = try await self.family(of: table, on: connection)
        try await LiveViewChange(connection: connection, reporter: reporter).run(
            try await change(
                of: present, altering: AlteredTable(oid: table, name: operation.table), session: session,
                on: connection))
    }

    /// Returns the steps, for a run and for a script.
    /// - Parameter table: the table; `nil` for a script, which has no checks of the altered table.
    private func change(
        of family: ViewFamily, altering table: AlteredTable?, session: ReplacingSession, on connection: any Connection
    ) async throws -> [ViewChangeStep] {
        let dependents = try await ReplacementObstacles.refuse(family.views, action, on: connection)
        try TemporaryReaders.refuseOwn(family.views, isInPlace: true, session: session, action)
        var session = session
        session.lent = try await OwnersTexts.check(family.views, session: session, action, on: connection)
        return [
            .unchanged(ScriptedFamily(family: family)),
            .steps(
                try await InPlaceReplacement(
                    family: family, session: session, patience: SwapPatience(), action: action,
                    dependents: dependents, kind: .swift, altered: table, work: steps,
                    renamesColumns: operation.renamesColumns
                ).steps(on: connection)),
            .texts(session.restoring),
        ]
    }

    private var action: String { "the views of \(operation.table) cannot be dropped and recreated" }

    private func table(on connection: any Connection) async throws -> Int64 {
        let rows = try await connection.query(
            own: "SELECT \(SessionPath.relation("$1::text"))::bigint AS oid", [.text(quotedName)])
        guard let oid = try rows.first?["oid", as: Int64?.self] else {
            throw OperationError("there is no table \(operation.table)", advice: "Name an existing table.")
        }
        return oid
    }

    private func family(of table: Int64, on connection: any Connection) async throws -> ViewFamily {
        let columns = operation.columns.isEmpty ? nil : operation.columns
        return try await ViewFamily(dependingOn: table, columns: columns, includesRelation: false, on: connection)
    }

    private func preview(on connection: any Connection) async throws -> CatalogPreview {
        var previewed = try await PreviewedViews(table: operation.table, on: connection)
        let session = try await ReplacingSession(for: .writingScript, on: connection)
        try await connection.run(texts: [TextSettings.entering])
        let family = try await family(of: try await table(on: connection), on: connection)
        try await RebuildingRights.check(family.views, for: .writingScript, action, on: connection)
        try await previewed.add(family, on: connection)
        try await connection.run(texts: session.restoring)
        let body = try await connection.statements(previewing: steps)
        try await connection.run(texts: [TextSettings.entering])
        guard !family.views.isEmpty else { return previewed.preview(body, with: body) }
        return previewed.preview(
            try await ScriptedViewChange(connection: connection, work: body)
                .statements(try await change(of: family, altering: nil, session: session, on: connection)),
            with: body)
    }
}
