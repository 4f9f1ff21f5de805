/// A connection, with the location of the version table that every command needs first.
struct MigrationSession: Sendable {
    let connection: any Connection
    /// The address of the connection.
    let address: DatabaseAddress
    let location: VersionTableLocation
    let options: MigratorOptions

    /// Connects. The caller closes the connection.
    /// - Throws: ``DatabaseFailure``; `CancellationError`.
    static func open(
        _ address: DatabaseAddress, access: ConnectionOptions.Access, options: MigratorOptions
    ) async throws -> MigrationSession {
        var connectionOptions = options.connection
        connectionOptions.access = access
        if access == .readWrite { connectionOptions.timeouts = options.timeouts }
        connectionOptions.longestLockWait = options.lockWait
        let opening = connectionOptions
        let database = address.module
        // Opening a file reads it, and another session may have locked it.
        return try await LockWaiting(limit: options.lockWait, onEvent: options.onEvent).untilAvailable {
            let connection = try await database.connect(to: address.url, options: opening)
            do {
                let location = try await withTaskExecutorPreference(connection.preferredExecutor) {
                    try await database.catalog(on: connection).locate(options.versionTable)
                }
                options.onEvent(.connected(connection.place))
                return MigrationSession(connection: connection, address: address, location: location, options: options)
            } catch {
                await Cleanup.run { await connection.close() }
                throw error
            }
        }
    }

    /// Connects, runs the body, and closes the connection in every case.
    static func with<Result: Sendable>(
        _ address: DatabaseAddress, access: ConnectionOptions.Access, options: MigratorOptions,
        _ body: (MigrationSession) async throws -> Result
    ) async throws -> Result {
        let session = try await open(address, access: access, options: options)
        do {
            let result = try await withTaskExecutorPreference(session.connection.preferredExecutor) {
                try await body(session)
            }
            await session.connection.close()
            return result
        } catch {
            await Cleanup.run { await session.connection.close() }
            throw error
        }
    }

    /// Connects for reading, runs the body, and closes the connection in every case.
    /// - Parameter missing: the result for a database that does not exist yet and that the first write creates.
    static func reading<Result: Sendable>(
        _ address: DatabaseAddress, options: MigratorOptions,
        ifMissing missing: @autoclosure () throws -> Result,
        _ body: (MigrationSession) async throws -> Result
    ) async throws -> Result {
        do {
            return try await with(address, access: .readOnly, options: options, body)
        } catch let error as DatabaseFailure
            where error.kind == .noSuchDatabase && address.module.createsMissingDatabases
        {
            let place = address.module.place(
                ofMissing: address.url, baseDirectory: options.connection.baseDirectory)
            if let place { options.onEvent(.connected(place)) }
            return try missing()
        }
    }

    /// Makes the entries about the work of this session.
    var recorder: Recorder { Recorder(self) }

    /// The rows of the version table.
    var versionRows: VersionRows { recorder.versionRows }

    /// The table of checksums.
    var checksums: ChecksumTable { recorder.checksums }

    /// Returns the rows that the version table holds now; none if it does not exist.
    func rows() async throws -> [RevisionID] {
        location.exists ? try await versionRows.read(on: connection) : []
    }

    /// Whether the migration lock lasts only as long as a transaction.
    var locksEachTransaction: Bool { lock.coverage == .transaction }

    /// The runner of transactions on the connection.
    var transactions: TransactionRunner {
        TransactionRunner(
            connection: connection, versionTable: location.name,
            waiting: locksEachTransaction ? LockWaiting(limit: options.lockWait, onEvent: options.onEvent) : nil,
            patience: patience)
    }

    /// The watching and retrying of work that waits for locks.
    var patience: LockPatience { LockPatience(self) }

    /// Takes the migration lock, creates missing metadata tables, runs the body, and releases the lock in every case.
    func locked<Result: Sendable>(_ body: (MigrationSession) async throws -> Result) async throws -> Result {
        let lock = lock
        try await LockAcquisition(lock: lock, limit: options.lockWait, onEvent: options.onEvent).acquire()
        do {
            // The previous holder of the lock may have created the tables.
            let location = try await connection.module.catalog(on: connection).locate(options.versionTable)
            let session = MigrationSession(
                connection: connection, address: address, location: location, options: options)
            try await Bookkeeping(session: session).ensure()
            let created = VersionTableLocation(
                name: location.name, exists: true, longestIdentifier: location.longestIdentifier)
            let result = try await body(
                MigrationSession(connection: connection, address: address, location: created, options: options))
            // The work is done. A lock that cannot be released ends with the session, and is not a failure.
            await Cleanup.run { [logger = options.connection.logger] in
                do {
                    try await lock.release()
                } catch {
                    logger.warning("the migration lock was lost during the run: \(Explanation(of: error).message)")
                }
            }
            return result
        } catch {
            await Cleanup.run { _ = try? await lock.release() }
            throw error
        }
    }

    /// The migration lock, on this session.
    var lock: any MigrationLock {
        connection.module.migrationLock(on: connection, scope: MigrationLockScope(versionTable: location.name))
    }
}
