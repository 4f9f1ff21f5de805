internal import Athanor
internal import AthanorPostgreSQL
internal import OperationExamples

/// The statements of an example on a database.
struct LoweredExample {
    private let setup: [any MigrationOperation]
    private let operations: [any MigrationOperation]
    private let database: any DatabaseModule

    init(_ example: OperationExample, on database: any DatabaseModule) throws {
        let op = Operations(databaseKind: database.kind)
        setup = example.setup(op)
        operations = Array(try example.operations(op))
        self.database = database
    }

    /// The statements, each with a semicolon. Steps that depend on the catalog are run on a database in memory, if the
    /// database supports that; otherwise a comment replaces them.
    /// - Throws: the errors of the database.
    func statements() async throws -> [String] {
        let steps = try lower(operations)
        let needsCatalog = steps.contains { if case .resolvedWhenRun = $0.content { true } else { false } }
        guard needsCatalog,
            let dryRun = try await database.dryRun(
                of: DatabaseURL("\(database.urlSchemes[0])::memory:"), options: ConnectionOptions())
        else { return try texts(steps) { "-- \($0.summary): resolved when it runs" } }
        let result: [String]
        do {
            result = try await statements(of: steps, on: dryRun)
        } catch {
            await dryRun.connection.close()
            throw error
        }
        await dryRun.connection.close()
        return result
    }

    private func lower(_ operations: [any MigrationOperation]) throws -> [LoweredStep] {
        try database.dialect.joining(operations).flatMap { try $0.lower(for: database) }
    }

    private func statements(of steps: [LoweredStep], on dryRun: any DryRun) async throws -> [String] {
        for statement in database.dialect.transaction(for: steps).before {
            try await dryRun.connection.query(sql: statement)
        }
        for step in try lower(setup) { _ = try await changes(step, on: dryRun) }
        var result: [String] = []
        for step in steps { result += try await changes(step, on: dryRun).map(text) }
        return result
    }

    private func changes(_ step: LoweredStep, on dryRun: any DryRun) async throws -> [SQLStatement] {
        _ = await dryRun.takeChanges()
        switch step.content {
        case .rows(let rows):
            let statements = try rows.statements(database.dialect)
            for statement in statements { try await dryRun.connection.query(sql: statement) }
            return statements
        case .ownTransaction, .batches:
            return []
        case .statement(let lowered):
            try await dryRun.connection.query(sql: lowered.statement)
            return [lowered.statement]
        case .resolvedWhenRun(let resolved):
            for statement in try await resolved.statements(dryRun.connection, .silent) {
                try await dryRun.connection.query(sql: statement)
            }
            return await dryRun.takeChanges()
        }
    }

    private func texts(_ steps: [LoweredStep], resolved: (ResolvedStep) -> String) throws -> [String] {
        try steps.flatMap { step in
            switch step.content {
            case .statement(let lowered): [text(lowered.statement)]
            case .resolvedWhenRun(let step):
                step.writtenStatements?.map { text($0.statement) } ?? [resolved(step)]
            case .rows(let rows): try inserting(rows)
            case .ownTransaction(let steps):
                ["-- in a separate transaction:"] + (try texts(steps, resolved: resolved))
            case .batches(let backfill): ["-- \(backfill.summary), in batches"]
            }
        }
    }

    /// PostgreSQL gets the rows through COPY, whose values are not part of the statement.
    private func inserting(_ rows: RowsToInsert) throws -> [String] {
        if database.kind == .postgreSQL {
            return [
                "COPY \(try database.dialect.identifier(rows.table)) (\(try database.dialect.identifiers(rows.columns))) "
                    + "FROM STDIN;"
            ]
        }
        return try rows.statements(database.dialect, rowsEach: 1).map(text)
    }

    private func text(_ statement: SQLStatement) -> String { database.dialect.script.text(of: statement) }
}
