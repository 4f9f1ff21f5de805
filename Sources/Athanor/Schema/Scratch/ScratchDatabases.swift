/// Creates empty databases in which schemas are made, and removes them.
package protocol ScratchDatabases: Sendable {
    /// Where the databases are, for people: `databases on db.example.com:5432`.
    var description: String { get }

    /// Whether several databases can exist at the same time.
    var allowsSeveral: Bool { get }

    /// Creates an empty database.
    /// - Throws: ``ScratchError``, ``DatabaseFailure``; `CancellationError`.
    func create() async throws -> ScratchAddress

    /// Removes a database. Called also after errors and cancellation.
    /// - Throws: ``DatabaseFailure``.
    func remove(_ address: ScratchAddress) async throws

    /// Prepares the server for another attempt at work that failed, such as by creating missing roles on a server that
    /// is only for this.
    /// - Parameter failures: the failures of statements, none of which succeeded.
    /// - Returns: whether another attempt may succeed.
    func prepare(after failures: [DatabaseFailure]) async -> Bool

    /// Ends connections and servers that exist only for the databases.
    func close() async
}

/// The address of a scratch database, with the options for each connection to it.
package struct ScratchAddress: Sendable {
    /// The address.
    package let address: DatabaseAddress
    /// The options.
    package let options: ConnectionOptions

    /// An address.
    package init(_ address: DatabaseAddress, options: ConnectionOptions) {
        self.address = address
        self.options = options
    }

    /// Opens a connection for as long as `body` lasts.
    /// - Throws: ``DatabaseFailure``; errors of `body`.
    func connected<Result: Sendable>(
        for access: ConnectionOptions.Access, _ body: (any Connection) async throws -> Result
    ) async throws -> Result {
        var options = options
        options.access = access
        return try await address.connected(options, body)
    }
}

extension DatabaseAddress {
    /// Opens a connection for as long as `body` lasts.
    /// - Throws: ``DatabaseFailure``; errors of `body`.
    func connected<Result: Sendable>(
        _ options: ConnectionOptions, _ body: (any Connection) async throws -> Result
    ) async throws -> Result {
        let connection = try await connect(options)
        do {
            let result = try await withTaskExecutorPreference(connection.preferredExecutor) {
                try await body(connection)
            }
            await connection.close()
            return result
        } catch {
            await Cleanup.run { await connection.close() }
            throw error
        }
    }
}

extension ScratchDatabases {
    /// Creates a database for as long as `body` lasts, also after an error and in a cancelled task.
    /// - Throws: errors of creating; errors of `body`.
    func with<Result: Sendable>(_ body: (ScratchAddress) async throws -> Result) async throws -> Result {
        let scratch = try await create()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(scratch))
        } catch {
            result = .failure(error)
        }
        // A database that cannot be removed is no reason to lose the result. The next run removes it.
        await Cleanup.run {
            do {
                try await self.remove(scratch)
            } catch {
                let reason = Explanation(of: error).message
                scratch.options.logger.warning("the scratch database \(scratch.address) is left: \(reason)")
            }
        }
        return try result.get()
    }

    /// No preparation helps.
    package func prepare(after failures: [DatabaseFailure]) async -> Bool { false }
}
