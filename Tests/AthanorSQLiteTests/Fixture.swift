import Athanor
import AthanorSQLite
import AthanorTesting
import TestSupport
import Testing

/// Runs a body on a connection to a database of its own, and removes both afterwards.
func withDatabase(_ body: (any Connection) async throws -> Void) async throws {
    let database = try TemporarySQLiteDatabase()
    defer { database.remove() }
    try await using(try await database.connect(), body)
}

extension Connection {
    /// Runs a script as a revision runs: statements lowered, in the transaction that the dialect gives them, those that
    /// are to run alone by themselves before and after.
    func migrate(_ script: String, path: String = "versions/1.sql") async throws {
        let source = SourceText(path: path, text: script)
        let statements = try module.scriptReader.statements(in: source.all)
        try await migrate(try statements.flatMap { try module.dialect.lower($0) })
    }

    /// Runs a typed operation as a revision runs.
    func migrate(_ operation: any MigrationOperation) async throws {
        try await migrate(try operation.lower(for: database))
    }

    /// Runs the operations of a revision: neighbours that the database joins are joined.
    func migrate(@OperationsBuilder _ body: (Operations) -> OperationList) async throws {
        let operations = module.dialect.joining(Array(body(Operations(databaseKind: database.kind))))
        try await migrate(try operations.flatMap { try $0.lower(for: database) })
    }

    private func migrate(_ steps: [LoweredStep]) async throws {
        var transactional: [LoweredStep] = []
        for step in steps {
            if case .statement(let lowered) = step.content, lowered.execution == .alone {
                try await runTransaction(transactional)
                transactional = []
                try await query(sql: lowered.statement)
                try await run(module.dialect.restoringSettings(after: [step]))
            } else {
                transactional.append(step)
            }
        }
        try await runTransaction(transactional)
    }

    /// Runs steps in a transaction of their own, with the statements around it.
    private func runTransaction(_ steps: [LoweredStep]) async throws {
        guard !steps.isEmpty else { return }
        let scope = module.dialect.transaction(for: steps)
        try await run(scope.before)
        do {
            try await query(sql: scope.begin)
            try await run(scope.opening)
            for watching in scope.guards { try await watching.note(self) }
            for step in steps.flatMap(\.parts) {
                switch step.content {
                case .rows(let rows): try await insert(rows)
                case .ownTransaction, .batches: Issue.record("\(step.summary) cannot share a transaction")
                case .statement(let lowered): try await query(sql: lowered.statement)
                case .resolvedWhenRun(let resolved):
                    for statement in try await resolved.statements(self, .silent) { try await query(sql: statement) }
                }
            }
            for watching in scope.guards { try await watching.check(self) }
            try await run(module.dialect.restoringSettings(after: steps))
            for check in scope.checks {
                if let violation = check.violation(try await query(sql: check.statement)) {
                    throw CheckFailure(violation: violation)
                }
            }
            try await query(sql: scope.commit)
        } catch {
            try await query(sql: scope.rollback)
            try await run(scope.after + module.dialect.restoringSettings(after: steps))
            throw error
        }
        try await run(scope.after)
    }

    /// Whether SQLite was built so that it can say how many bytes a table takes.
    var tellsSizes: Bool {
        get async throws { try await !column("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'").isEmpty }
    }

    /// The values of the only column of a query.
    func column(_ sql: String, _ values: [Value] = []) async throws -> [Value] {
        try await query(sql: sql, values).compactMap(\.values.first)
    }
}

/// What a check before the commit found.
struct CheckFailure: Error {
    let violation: String
}

/// The error of one type that a body throws.
func error<Failure: Error>(
    _ type: Failure.Type, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async throws -> Failure {
    try #require(await #expect(throws: type, sourceLocation: sourceLocation) { try await body() })
}
