extension Connection {
    /// Runs steps in the open transaction, for an operation that works before or after other operations.
    /// - Throws: ``OperationError`` for a step that commits on its own; ``DatabaseFailure``; any error of a step.
    package func run(_ steps: [LoweredStep], reporting reporter: StepReporter = .silent) async throws {
        var running = NestedSteps(connection: self, reporter: reporter)
        try await running.take(steps)
    }

    /// The statements that ``run(_:reporting:)`` would run against the current catalog. This only reads the database.
    /// - Throws: ``OperationError`` for a step that only a live run can do, or whose statements an earlier step may
    ///   change; ``DatabaseFailure``.
    package func statements(previewing steps: [LoweredStep]) async throws -> [SQLStatement] {
        var previewed = PreviewedSteps(connection: self)
        for step in steps { try await previewed.add(step) }
        return previewed.statements
    }

    /// The statements that a step would run against the current catalog.
    func preview(_ step: ResolvedStep) async throws -> CatalogPreview {
        switch step.previewing {
        case .known(let written): return CatalogPreview(written.map(\.statement), changes: []) { _, _ in false }
        case .statements(let preview): return try await preview(self)
        case .onACopy, .onlyLive:
            throw OperationError(
                "the effect of \"\(step.summary)\" depends on the state of the database just before it",
                advice: "Run this revision with Athanor itself.")
        }
    }
}

/// Runs the steps of an operation that contains other operations.
private struct NestedSteps: StepInterpreter {
    let connection: any Connection
    let reporter: StepReporter

    var dialect: any Dialect { connection.module.dialect }
    var isInsideOperation: Bool { true }

    func take(_ statements: [SQLStatement]) async throws {
        for statement in statements { try await connection.query(sql: statement) }
    }

    func take(_ step: ResolvedStep) async throws {
        try await take(try await step.statements(connection, reporter))
    }

    func take(_ rows: RowsToInsert) async throws { try await connection.insert(rows) }

    func take(_ backfill: Backfill) async throws { try await take([backfill.whole(dialect)]) }
}

/// Collects the statements of an operation that contains other operations, from the current catalog.
private struct PreviewedSteps: StepInterpreter {
    let connection: any Connection
    private(set) var statements: [SQLStatement] = []
    /// The steps whose statements are collected.
    private var earlier: [LoweredStep] = []

    init(connection: any Connection) { self.connection = connection }

    var dialect: any Dialect { connection.module.dialect }
    var isInsideOperation: Bool { true }

    mutating func add(_ step: LoweredStep) async throws {
        try await take([step])
        earlier.append(step)
    }

    mutating func take(_ statements: [SQLStatement]) { self.statements += statements }

    mutating func take(_ step: ResolvedStep) async throws {
        let preview = try await connection.preview(step)
        if let earlier = earlier.first(where: { preview.isOutdated($0, []) }) {
            throw OperationError(
                "the effect of \"\(step.summary)\" depends on the state of the database after "
                    + "\"\(earlier.summary)\"",
                advice: "Run this revision with Athanor itself.")
        }
        take(preview.statements)
    }

    mutating func take(_ rows: RowsToInsert) async throws {
        let clause = try await connection.module.catalog(on: connection).conflictClause(for: rows.table)
        take(try rows.statements(dialect, conflictClause: clause))
    }

    mutating func take(_ backfill: Backfill) { take([backfill.whole(dialect)]) }
}

extension OperationError {
    /// An error: an operation that commits on its own is inside one that is a single transaction.
    package static func commitsInside(_ step: LoweredStep) -> OperationError {
        OperationError(
            "\"\(step.summary)\" commits on its own, but it is inside an operation that is a single transaction",
            advice: "Write it before or after that operation.")
    }
}
