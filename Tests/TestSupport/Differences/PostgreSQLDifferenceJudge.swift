package import Athanor
internal import AthanorPostgreSQL
internal import AthanorTesting

/// Judges pairs on a PostgreSQL server: the result of Athanor's changes must have the same `pg_dump` as the desired
/// schema, and a second comparison must find nothing.
///
/// Each side gets a database, in which one direction starts. All that the other direction needs of it is read before.
package struct PostgreSQLDifferenceJudge: DifferenceJudge {
    private let server: DatabaseURL
    private let times: PhaseTimes
    private let engine = PostgreSQLSchemaEngine()
    /// No pair has a table of this name.
    private let versionTable = QualifiedName(schema: "public", name: "athanor_version_of_no_pair")

    /// A judge on a server.
    /// - Parameters:
    ///   - server: the URL of a database of the server, as a superuser.
    ///   - times: gets the time that each phase takes.
    package init(on server: DatabaseURL, times: PhaseTimes = PhaseTimes()) {
        self.server = server
        self.times = times
    }

    package func judge(_ pair: SchemaPair) async -> PairJudgement {
        do {
            return try await withDatabase { before in
                try await withDatabase { after in
                    for (side, database) in [(SchemaPair.Side.before, before), (.after, after)] {
                        let maker = ScriptedSchema(pair, side)
                        if let problem = try await times.measure(.make, { try await maker.make(in: database) }) {
                            return PairJudgement(pair, notMade: "\(side.rawValue): \(problem)")
                        }
                    }
                    return PairJudgement(pair, try await directions(of: pair, before, after))
                }
            }
        } catch {
            return PairJudgement(pair, error: "\(error)")
        }
    }

    private func withDatabase<Result>(
        _ body: (TemporaryPostgreSQLDatabase) async throws -> Result
    ) async throws -> Result {
        // Copying files is faster than logging their pages, as the files of template0 are few and small.
        let database = try await times.measure(.create) {
            try await TemporaryPostgreSQLDatabase(on: server, options: "STRATEGY file_copy")
        }
        let result: Result
        do {
            result = try await body(database)
        } catch {
            try? await database.remove()
            throw error
        }
        // A database with a subscription cannot be dropped. It ends with the server.
        try? await times.measure(.drop) { try await database.remove() }
        return result
    }

    private func directions(
        of pair: SchemaPair, _ before: TemporaryPostgreSQLDatabase, _ after: TemporaryPostgreSQLDatabase
    ) async throws -> [DirectionJudgement] {
        let first = try await state(of: before)
        let second = try await state(of: after)
        return [
            await change(before, from: first, to: second, .forward, of: pair),
            await change(after, from: second, to: first, .backward, of: pair),
        ]
    }

    /// A schema, as Athanor reads it and as `pg_dump` writes it.
    private struct State {
        let schema: PostgreSQLSchema
        let dump: SchemaDump
    }

    private func state(of database: TemporaryPostgreSQLDatabase) async throws -> State {
        let dump = try await times.measure(.dump) { try await SchemaDump(of: database.url) }
        let schema = try await times.measure(.read) {
            try await database.withConnection(.quiet) { try await engine.read(on: $0, without: versionTable) }
        }
        return State(schema: schema, dump: dump)
    }

    /// Changes the schema of a database, and judges the result.
    private func change(
        _ database: TemporaryPostgreSQLDatabase, from present: State, to desired: State,
        _ direction: DirectionJudgement.Direction, of pair: SchemaPair
    ) async -> DirectionJudgement {
        var judgement = DirectionJudgement(direction)
        let change: SchemaChange
        do {
            change = try await times.measure(.plan) { try plan(from: present.schema, to: desired.schema) }
        } catch {
            judgement.end(.error, ["planning: \(error)"])
            return judgement
        }
        judgement.statements = change.statements.map {
            DirectionJudgement.Statement(sql: $0.sql, hazards: $0.hazards)
        }
        guard change.refusals.isEmpty else {
            judgement.end(.refused, change.refusals.map(\.sentence))
            return judgement
        }
        if pair.isSame, !change.statements.isEmpty {
            judgement.end(
                .differs, ["no difference is expected, and \(change.statements.count) statements are planned"])
            return judgement
        }
        let result: State
        do {
            try await times.measure(.apply) {
                try await database.withConnection(.quiet) { try await apply(change, on: $0) }
            }
            result = change.statements.isEmpty ? present : try await state(of: database)
        } catch {
            judgement.end(.error, [Self.text(of: error)])
            return judgement
        }
        judgement.differences = result.dump.differences(to: desired.dump)
        judgement.remainder = remainder(from: result.schema, to: desired.schema)
        if !judgement.differences.isEmpty {
            let unknown = change.notCompared.flatMap { kind, names in names.map { "\(kind) \($0)" } }.sorted()
            judgement.end(
                .differs,
                (change.statements.isEmpty ? ["nothing is planned"] : [])
                    + unknown.map { "not compared: \($0)" } + judgement.differences)
        }
        return judgement
    }

    private func plan(from present: PostgreSQLSchema, to desired: PostgreSQLSchema) throws -> SchemaChange {
        try engine.change(from: present, to: desired, renames: [], policy: ComparisonPolicy(owners: true))
    }

    /// Runs the statements as a revision does, except that bodies of functions are not checked: functions may use what
    /// is created later.
    private func apply(_ change: SchemaChange, on connection: any Connection) async throws {
        try await connection.query(sql: "SET check_function_bodies = off")
        try await connection.query(sql: "SET statement_timeout = '60s'")
        for transaction in ChangeTransaction.dividing(change.statements) {
            let statements = transaction.statements.map { SQLStatement($0.sql) }
            if transaction.isAlone {
                for statement in statements { try await connection.query(sql: statement) }
            } else {
                try await connection.run([SQLStatement("BEGIN")] + statements + [SQLStatement("COMMIT")])
            }
        }
    }

    /// The statements and refusals of a second comparison.
    private func remainder(from result: PostgreSQLSchema, to desired: PostgreSQLSchema) -> [String] {
        do {
            let second = try plan(from: result, to: desired)
            return second.refusals.map(\.sentence) + second.statements.map(\.sql)
        } catch {
            return ["\(error)"]
        }
    }

    /// An error with the statement that failed.
    private static func text(of error: any Error) -> String {
        guard let failure = error as? DatabaseFailure else { return "\(error)" }
        let details = [failure.detail, failure.hint].compactMap(\.self).map { " (\($0))" }.joined()
        let statement = failure.statement.map { "\n\($0.text)" } ?? ""
        return "\(failure.message)\(details) [\(failure.code)]\(statement)"
    }
}
