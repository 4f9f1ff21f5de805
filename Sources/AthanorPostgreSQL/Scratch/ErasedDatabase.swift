internal import Athanor

/// The one database that `scratch:` names. It is erased before and after each use, so it must be marked as disposable.
struct ErasedDatabase: ScratchDatabases {
    private let session: any Connection
    private let address: DatabaseAddress
    private let options: ConnectionOptions

    var description: String { "states in \(address)" }

    var allowsSeveral: Bool { false }

    /// - Parameter missing: the reason why no databases are created on its server.
    /// - Throws: ``ScratchError`` if the database is not marked; ``DatabaseFailure``.
    init(_ address: DatabaseAddress, _ options: ConnectionOptions, because missing: MissingCreationRight) async throws {
        var options = options
        options.scratch = .shared
        options.timeouts = nil
        options.applicationName = "athanor scratch"
        var opening = options
        opening.access = .readWrite
        let session = try await address.connect(opening)
        do {
            let mark = try await PostgreSQLEraser(connection: session).mark()
            guard mark?.isOfThisDatabase == true else {
                throw ScratchError(
                    Explanation(
                        "`scratch:` names the database \(address), which is not marked as disposable, and "
                            + missing.reason,
                        state: "Nothing was changed.",
                        advice: "Athanor would drop everything in it. If it is only for this, mark it with "
                            + "`athanor mark-disposable --database URL`. Or give the role the right to create databases: "
                            + "ALTER ROLE … CREATEDB;"))
            }
            // Another run would erase what this one makes.
            try await session.query(
                own: "SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended('athanor scratch', 0))")
        } catch {
            await session.close()
            throw error
        }
        self.session = session
        self.address = address
        self.options = options
    }

    func create() async throws -> ScratchAddress {
        try await erase()
        return ScratchAddress(address, options: options)
    }

    func remove(_ address: ScratchAddress) async throws { try await erase() }

    func close() async { await session.close() }

    private func erase() async throws {
        let eraser = PostgreSQLEraser(connection: session)
        let scope = eraser.transaction
        try await session.run([scope.begin])
        do {
            try await eraser.erase(
                keeping: KeptObjects(versionTable: nil, before: PlannedCreations(), on: session))
            try await session.query(sql: scope.commit)
        } catch {
            _ = try? await session.query(sql: scope.rollback)
            throw error
        }
    }
}
