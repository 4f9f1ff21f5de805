internal import Athanor
internal import AthanorPostgreSQL
internal import AthanorTesting

/// A side of a pair, which is made in a PostgreSQL database.
struct ScriptedSchema {
    private let roles: [String]
    private let scripts: [String]

    init(_ pair: SchemaPair, _ side: SchemaPair.Side) {
        roles = pair.roles
        scripts = [pair.setup, pair[side]]
    }

    /// Makes the schema, in a session of its own, since scripts can change settings.
    /// - Returns: the error of a script; `nil` if all statements ran.
    /// - Throws: errors of connecting.
    func make(in database: TemporaryPostgreSQLDatabase) async throws -> String? {
        try await database.withConnection(.quiet) { connection in
            do {
                for role in roles { try await create(role, on: connection) }
                for script in scripts {
                    let all = SourceText(path: "", text: script).all
                    // Without the directives in comments, which pairs have none of.
                    for statement in try PostgreSQLScriptReader().statementsWithPlaceholders(in: all) {
                        try await run(statement, on: connection)
                    }
                }
                return nil
            } catch let error as DatabaseFailure where error.kind != .connectionLost {
                return error.message
            } catch let error as ScriptError {
                return "\(error)"
            }
        }
    }

    /// Runs a statement. Roles are the cluster's, and not a schema's: one that exists is used, and one that is missing
    /// is created.
    private func run(_ statement: ScriptStatement, on connection: any Connection) async throws {
        var created: Set<String> = []
        while true {
            do {
                try await connection.query(sql: SQLStatement(statement.slice))
                return
            } catch let error as DatabaseFailure
                where Self.isExisting(error) && ["CREATE ROLE", "CREATE USER"].contains(statement.command)
            {
                return
            } catch let error as DatabaseFailure where error.code == "42704" {
                guard let match = error.message.wholeMatch(of: /role "(.*)" does not exist/),
                    created.insert(String(match.1)).inserted
                else { throw error }
                try await create(PostgreSQLDialect().quote(String(match.1)), on: connection)
            }
        }
    }

    /// Creates a role, unless there is one of its name.
    private func create(_ role: String, on connection: any Connection) async throws {
        let isSQL = role.hasPrefix("\"") || role.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
        do {
            try await connection.query(sql: "CREATE ROLE \(isSQL ? role : PostgreSQLDialect().quote(role))")
        } catch let error as DatabaseFailure where Self.isExisting(error) {
            return
        }
    }

    /// Whether the object of a statement exists: `duplicate_object`, or `unique_violation` if another session is just
    /// creating it.
    private static func isExisting(_ error: DatabaseFailure) -> Bool { ["42710", "23505"].contains(error.code) }
}
