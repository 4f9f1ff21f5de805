internal import Athanor

/// A connection to a scratch database, which leaves the rest of the server alone.
///
/// Revisions and files are made for databases that are kept. On a server with other databases, a second ALTER ROLE or
/// ALTER SYSTEM would change what a person has changed since, such as a password.
struct ScratchConnection: Connection {
    let connection: any Connection
    let server: ScratchServer
    let options: ConnectionOptions

    var database: any DatabaseSystem { connection.database }
    var userName: String { connection.userName }
    var place: ConnectedPlace { connection.place }
    var preferredExecutor: (any TaskExecutor)? { connection.preferredExecutor }

    @discardableResult
    func query(sql statement: SQLStatement) async throws -> StatementResult {
        guard let aboutServer = ServerStatement(statement) else { return try await connection.query(sql: statement) }
        try await pass(statement, aboutServer)
        return .empty
    }

    @discardableResult
    func run(_ batch: [SQLStatement]) async throws -> [StatementResult] {
        var results: [StatementResult] = []
        while results.count < batch.count {
            let rest = batch[results.count...]
            let start = results.count
            let part = Array(rest.prefix { ServerStatement($0) == nil })
            do {
                if !part.isEmpty { results += try await connection.run(part) }
            } catch let error as DatabaseFailure {
                throw error.indexInBatch.map { error.inBatch(at: start + $0) } ?? error
            }
            guard results.count < batch.count else { break }
            results.append(try await query(sql: batch[results.count]))
        }
        return results
    }

    func insert(_ rows: RowsToInsert) async throws { try await connection.insert(rows) }

    func close() async { await connection.close() }

    /// Leaves a statement out. On a private server, a role that it creates is created, without its password and rights.
    private func pass(_ statement: SQLStatement, _ aboutServer: ServerStatement) async throws {
        if server == .private, let role = aboutServer.createdRole {
            for creation in try await ScratchRoles(connection).creations(of: [role]) {
                try await connection.query(sql: creation)
            }
        } else {
            options.logger.info("left out on a scratch database: \(ServerStatement.beginning(of: statement))")
        }
    }
}

/// Roles on a private server, where schemas need their names only.
struct ScratchRoles {
    private let connection: any Connection

    init(_ connection: any Connection) {
        self.connection = connection
    }

    /// Statements that create those roles that are missing.
    func creations(of roles: [String]) async throws -> [SQLStatement] {
        var creations: [SQLStatement] = []
        for role in roles {
            let known = try await connection.query(
                own: "SELECT 1 FROM pg_catalog.pg_roles AS r WHERE r.rolname = $1", [.text(role)])
            guard known.isEmpty else { continue }
            creations.append(SQLStatement("CREATE ROLE \(PostgreSQLDialect().quote(role))"))
        }
        return creations
    }

    /// The role that the server did not find; `nil` for another failure.
    static func missing(in failure: DatabaseFailure) -> String? {
        // The message may be in another language, but it quotes nothing else.
        guard failure.code == "42704", let first = failure.message.firstIndex(of: "\""),
            let last = failure.message.lastIndex(of: "\""), first < last,
            failure.message.hasPrefix("role ")
        else { return nil }
        return String(failure.message[failure.message.index(after: first)..<last])
    }
}

extension ServerStatement {
    /// The first words of a statement. The rest may contain a password.
    static func beginning(of statement: SQLStatement) -> String {
        statement.text.split(whereSeparator: \.isWhitespace).prefix(3).joined(separator: " ")
    }
}
