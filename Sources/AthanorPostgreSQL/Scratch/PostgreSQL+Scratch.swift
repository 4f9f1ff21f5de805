package import Athanor

extension PostgreSQL {
    /// Databases on the server that the configuration names, or in the one marked database that it names; else on the
    /// server of the configured database; else on a private server of the programs on this machine.
    ///
    /// Schemas of revisions and files are made there with the rights of this user, as an upgrade would use them. Text
    /// from a database is never run there.
    package func scratchDatabases(
        at place: ScratchPlace, options: ConnectionOptions
    ) async throws -> any ScratchDatabases {
        switch place {
        case .configured(let address):
            do {
                return try await CreatedDatabases(beside: address, options, on: .shared)
            } catch let missing as MissingCreationRight {
                return try await ErasedDatabase(address, options, because: missing)
            }
        case .automatic(let address?):
            do {
                return try await CreatedDatabases(beside: address, options, on: .shared)
            } catch let missing as MissingCreationRight {
                return try await privateDatabases(options, otherwise: missing.reason)
            } catch let failure as DatabaseFailure where failure.kind == .unreachable {
                return try await privateDatabases(options, otherwise: failure.message)
            }
        case .automatic(nil):
            return try await privateDatabases(options, otherwise: "no database is configured")
        }
    }

    /// Databases on a private server.
    /// - Parameter reason: the reason why no other server is used.
    private func privateDatabases(
        _ options: ConnectionOptions, otherwise reason: String
    ) async throws -> any ScratchDatabases {
        do {
            let server = try await PrivateServer.start()
            do {
                return try await CreatedDatabases(on: server, options)
            } catch {
                await server.stop()
                throw error
            }
        } catch let error as PrivateServerError {
            throw ScratchError(
                Explanation(
                    "no scratch database can be made: \(reason), and \(error.reason)",
                    state: "Nothing was changed.",
                    advice: """
                        One of these will do:
                            1. the right to create databases on the server: ALTER ROLE … CREATEDB;
                            2. `scratch:` in the configuration: the URL of a server where the role has this right, or of a database \
                        that is only for this, marked with `athanor mark-disposable`
                            3. the programs of a PostgreSQL server on this machine (Debian: apt-get install postgresql)
                        """))
        }
    }
}

/// An error: the role may not create databases.
struct MissingCreationRight: Error {
    /// The reason, such as `the role app may not create databases`.
    let reason: String
}
