import Athanor
import Synchronization

/// Hands statements on, and keeps their texts.
final class CountingConnection: Connection {
    private let connection: any Connection
    private let texts = Mutex<[String]>([])

    init(_ connection: any Connection) {
        self.connection = connection
    }

    var database: any DatabaseSystem { connection.database }
    var userName: String { connection.userName }
    var place: ConnectedPlace { connection.place }

    func query(sql statement: SQLStatement) async throws -> StatementResult {
        texts.withLock { $0.append(statement.text) }
        return try await connection.query(sql: statement)
    }

    func close() async { await connection.close() }

    /// How many statements began with this.
    func count(_ beginning: String) -> Int {
        texts.withLock { $0.count { $0.hasPrefix(beginning) } }
    }
}
