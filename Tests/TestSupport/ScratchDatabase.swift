package import Athanor
internal import AthanorTesting

/// An empty database for one test or one round.
package struct ScratchDatabase: AddressedDatabase {
    /// The system that it is on.
    package let system: TestedDatabase
    /// Its address, for migrators and refreshers.
    package let address: DatabaseAddress
    /// Its name on PostgreSQL. On SQLite the path of its file, which exists after the first write.
    package let name: String

    /// Its URL with the password, for programs.
    package var url: String { address.url.textWithPassword }

    /// Creates a database, and removes it after `body`, also after an error and in a cancelled task.
    /// - Parameters:
    ///   - system: the system.
    ///   - options: options of PostgreSQL's `CREATE DATABASE`, such as `ENCODING 'LATIN1'`.
    ///   - body: the test.
    /// - Throws: errors of `body`; errors of creating and dropping.
    @discardableResult
    package static func with<Result>(
        _ system: TestedDatabase, options: String = "", _ body: (ScratchDatabase) async throws -> Result
    ) async throws -> Result {
        switch system {
        case .postgreSQL:
            let temporary = try await TemporaryPostgreSQLDatabase(on: PrivatePostgreSQL.shared.url, options: options)
            return try await temporary.removed(after: { temporary in
                try await body(ScratchDatabase(system: system, address: temporary.address, name: temporary.name))
            })
        case .sqlite:
            let temporary = try TemporarySQLiteDatabase()
            defer { temporary.remove() }
            return try await body(ScratchDatabase(system: system, address: temporary.address, name: temporary.path))
        }
    }
}
