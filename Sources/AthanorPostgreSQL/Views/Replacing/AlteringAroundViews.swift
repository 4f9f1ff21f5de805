internal import Athanor

/// Sets the views that depend on a table aside, has the table altered, and brings them back.
struct AlteringAroundViews: Sendable {
    let operation: AlteringAround
    /// The table's name in quotes.
    let quotedName: String
    /// What is done meanwhile.
    let steps: [LoweredStep]

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(
                summary: operation.summary, content: "\(operation.summary)\n\(steps.map(\.summary))",
                rehearsal: .previewed(preview), standsApart: true
            ) { connection, reporter in
                try await run(on: connection, reporter: reporter)
                return []
            })
    }

    private func run(on connection: any Connection, reporter: StepReporter) async throws {
        let rows = try await connection.query(
            "SELECT pg_catalog.to_regclass($1)::oid::bigint AS oid", [.text(quotedName)])
        guard let oid = try rows.first?.integerIfAny("oid") else {
            throw OperationError("there is no table \(operation.table)", advice: "Name a table that is there.")
        }
        let session = try await ReplacingSession(on: connection)
        let columns = operation.columns.isEmpty ? nil : operation.columns
        let family = try await ViewFamily(
            dependingOn: oid, columns: columns, includesRelation: false, on: connection)
        guard !family.views.isEmpty else {
            try await connection.run(texts: session.restoring)
            return try await connection.run(steps, reporting: reporter)
        }
        for view in family.views.filter({ $0.kind == .materialized }).map(\.qualifiedName).sorted(by: {
            $0.description < $1.description
        }) {
            try await ViewLock.take(view, on: connection, reporter: reporter)
        }
        let action = "the views of \(operation.table) cannot be set aside"
        try await ReplacementObstacles.refuse(family.views, action, on: connection)
        try await SettingAside(family: family, session: session, patience: SwapPatience(), action: action).run(
            on: connection, reporter: reporter
        ) {
            try await connection.run(steps, reporting: reporter)
        }
        try await connection.run(texts: session.restoring)
    }

    private func preview(on connection: any Connection) async throws -> [Statement] { [] }
}
