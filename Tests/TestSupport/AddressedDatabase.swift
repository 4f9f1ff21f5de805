package import Athanor

/// A database that tests query without Athanor's commands.
package protocol AddressedDatabase: Sendable {
    /// Its address.
    var address: DatabaseAddress { get }
}

extension AddressedDatabase {
    /// Opens a connection for as long as `body` lasts.
    package func connected<Result>(
        _ options: ConnectionOptions = ConnectionOptions(), _ body: (any Connection) async throws -> Result
    ) async throws -> Result {
        try await using(try await address.module.connect(to: address.url, options: options), body)
    }

    /// Runs statements, one after the other, in one session.
    package func run(_ statements: String...) async throws {
        try await run(all: statements)
    }

    /// Runs statements, one after the other, in one session.
    package func run(all statements: [String]) async throws {
        try await connected { connection in
            for statement in statements { try await connection.query(sql: statement) }
        }
    }

    /// Returns the rows of a query, each as its values joined by `|`.
    package func rows(_ query: String) async throws -> [String] {
        try await connected { try await $0.rows(query) }
    }
}
