internal import Athanor
internal import Foundation

/// Scratch databases that are created on a server, and dropped.
///
/// The session that creates them holds an advisory lock on each name until it ends in any way. The next run drops
/// databases of the same kind whose name nobody holds.
struct CreatedDatabases: ScratchDatabases {
    private let session: any Connection
    private let options: ConnectionOptions
    private let server: ScratchServer
    private let serverURL: DatabaseURL
    /// The private server that ends with this value.
    private let privateServer: PrivateServer?
    /// The beginning of the names. Advisory locks are per database, so a name tells in which one its lock is.
    private let prefix: String
    /// The role that owns the databases; `nil` for the one that creates them.
    private let owner: String?

    var description: String {
        guard let privateServer else { return "databases on \(Self.host(of: session.place))" }
        return "databases on a private server (\(privateServer.folder))"
    }

    var allowsSeveral: Bool { true }

    /// Databases on the server of another database.
    /// - Throws: ``MissingCreationRight``, ``DatabaseFailure``.
    init(beside address: DatabaseAddress, _ options: ConnectionOptions, on server: ScratchServer) async throws {
        try await self.init(address.url, options, on: server, privateServer: nil)
    }

    /// Databases on a private server.
    /// - Throws: ``DatabaseFailure``.
    init(on privateServer: PrivateServer, _ options: ConnectionOptions) async throws {
        var options = options
        // The private server knows nobody.
        (options.role, options.trustedOwners) = (nil, [])
        try await self.init(privateServer.url, options, on: .private, privateServer: privateServer)
    }

    private init(
        _ url: DatabaseURL, _ options: ConnectionOptions, on server: ScratchServer, privateServer: PrivateServer?
    ) async throws {
        let (session, url) = try await Self.session(url, options)
        do {
            owner = try await Self.takingRight(session, role: options.role)
            prefix = try await Self.prefix(on: session)
            try await Self.dropAbandoned(beginningWith: prefix, on: session)
        } catch {
            await session.close()
            throw error
        }
        self.session = session
        self.server = server
        self.privateServer = privateServer
        serverURL = url
        var options = options
        options.scratch = server
        options.timeouts = nil
        options.applicationName = "athanor scratch"
        self.options = options
    }

    func create() async throws -> ScratchAddress {
        let name = prefix + UUID().uuidString.replacing("-", with: "").lowercased().prefix(16)
        try await session.query(
            own: "SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended($1, 0))", [.text(name)])
        let locale = try await DatabaseLocale(on: session)
        let address = ScratchAddress(try PostgreSQL().at(serverURL.withDatabase(name)), options: options)
        do {
            // No other role can connect before the right is taken from all of them.
            try await session.query(
                sql: "CREATE DATABASE \(name) TEMPLATE template0 \(locale.options) ALLOW_CONNECTIONS false")
            try await session.query(sql: "REVOKE ALL ON DATABASE \(name) FROM PUBLIC")
            for setting in try await settings() {
                // A setting that this role may not make is not what its session has either.
                _ = try? await session.query(sql: "ALTER DATABASE \(name) SET \(setting) FROM CURRENT")
            }
            try await session.query(sql: "ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
            if let owner {
                try await session.query(sql: "ALTER DATABASE \(name) OWNER TO \(PostgreSQLDialect().quote(owner))")
            }
            return address
        } catch {
            // The server may have created it before a cancellation.
            await Task { try? await drop(name) }.value
            throw error
        }
    }

    func remove(_ address: ScratchAddress) async throws {
        try await drop(address.address.url.lastDatabase ?? "")
    }

    func prepare(after failures: [DatabaseFailure]) async -> Bool {
        guard server == .private else { return false }
        let roles = Set(failures.compactMap(ScratchRoles.missing))
        do {
            let creations = try await ScratchRoles(session).creations(of: roles.sorted())
            for creation in creations { try await session.query(sql: creation) }
            return !creations.isEmpty
        } catch {
            return false
        }
    }

    func close() async {
        await session.close()
        await privateServer?.stop()
    }

    private func drop(_ name: String) async throws {
        guard name.hasPrefix(prefix) else { return }
        let dropping = "DROP DATABASE IF EXISTS \(PostgreSQLDialect().quote(name)) WITH (FORCE)"
        do {
            try await session.query(sql: dropping)
        } catch let error as DatabaseFailure where error.kind == .notAllowed && owner != nil {
            // Membership may allow to take the owner's role on, and not give its rights.
            try await session.query(sql: "SET ROLE \(PostgreSQLDialect().quote(owner ?? ""))")
            try await session.query(sql: dropping)
            try await session.query(sql: "RESET ROLE")
        } catch let error as DatabaseFailure where error.kind == .connectionLost {
            // An interruption without an answer closes the session.
            let other = try await PostgreSQL().connect(to: serverURL, options: Self.plain(options))
            let result = await Result.catching { try await other.query(sql: dropping) }
            await other.close()
            _ = try result.get()
        }
    }

    /// The settings that the server makes for the present database. They may decide what SQL means, such as
    /// `search_path`.
    private func settings() async throws -> [String] {
        let rows = try await session.query(
            own: """
                SELECT DISTINCT pg_catalog.split_part(c.setting, '=', 1) AS name
                FROM pg_catalog.pg_db_role_setting AS s
                JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase,
                     unnest(s.setconfig) AS c(setting)
                WHERE d.datname = pg_catalog.current_database() AND s.setrole = 0
                ORDER BY name
                """)
        return try rows.map { row in
            let name = try row["name", as: String.self]
            return name.split(separator: ".").map { PostgreSQLDialect().quote(String($0)) }.joined(separator: ".")
        }
    }

    // MARK: Opening

    /// Opens the session that creates databases. If the named database does not exist yet, uses the server's
    /// `postgres`.
    private static func session(
        _ url: DatabaseURL, _ options: ConnectionOptions
    ) async throws -> (any Connection, DatabaseURL) {
        do {
            return (try await PostgreSQL().connect(to: url, options: plain(options)), url)
        } catch let error as DatabaseFailure where error.kind == .noSuchDatabase {
            let other = try url.withDatabase("postgres")
            guard let session = try? await PostgreSQL().connect(to: other, options: plain(options)) else { throw error }
            return (session, other)
        }
    }

    private static func plain(_ options: ConnectionOptions) -> ConnectionOptions {
        ConnectionOptions(
            applicationName: "athanor scratch", baseDirectory: options.baseDirectory, logger: options.logger)
    }

    /// Makes sure that the session may create databases; takes the configured role on if only that may.
    /// - Returns: the role that must be made the owner.
    /// - Throws: ``MissingCreationRight``.
    private static func takingRight(_ session: any Connection, role: String?) async throws -> String? {
        let rows = try await session.query(
            own: """
                SELECT r.rolname = session_user AS is_user
                FROM pg_catalog.pg_roles AS r
                WHERE (r.rolcreatedb OR r.rolsuper) AND r.rolname IN (session_user, $1)
                """, [role.map { .text($0) } ?? .null])
        let ways = try rows.map { try $0["is_user", as: Bool.self] }
        if ways.contains(true) { return role }
        guard let role, ways.contains(false) else {
            let names = [session.userName, role].compactMap(\.self)
            let who = names.count == 1 ? "the role \(names[0])" : "the roles \(names.joined(separator: " and "))"
            throw MissingCreationRight(reason: "\(who) may not create databases on \(host(of: session.place))")
        }
        try await session.query(sql: "SET ROLE \(PostgreSQLDialect().quote(role))")
        return nil
    }

    private static func prefix(on session: any Connection) async throws -> String {
        let row = try await session.query(
            own: """
                SELECT d.oid::pg_catalog.int8 AS oid
                FROM pg_catalog.pg_database AS d
                WHERE d.datname = pg_catalog.current_database()
                """
        ).first
        return "athanor_scratch_\(try row?["oid", as: Int.self] ?? 0)_"
    }

    /// Drops the databases of runs that were killed: those whose names no session holds. One with sessions is kept.
    private static func dropAbandoned(beginningWith prefix: String, on session: any Connection) async throws {
        let rows = try await session.query(
            own: """
                SELECT d.datname::pg_catalog.text AS name
                FROM pg_catalog.pg_database AS d
                WHERE pg_catalog.starts_with(d.datname::pg_catalog.text, $1)
                  AND pg_catalog.pg_has_role(d.datdba, 'USAGE')
                """, [.text(prefix)])
        for row in rows {
            let name = try row["name", as: String.self]
            let key = "pg_catalog.hashtextextended($1, 0)"
            let locked = try await session.query(
                own: "SELECT pg_catalog.pg_try_advisory_lock(\(key)) AS is_locked", [.text(name)])
            guard try locked.first?["is_locked", as: Bool.self] == true else { continue }
            _ = try? await session.query(sql: "DROP DATABASE IF EXISTS \(PostgreSQLDialect().quote(name))")
            try await session.query(own: "SELECT pg_catalog.pg_advisory_unlock(\(key))", [.text(name)])
        }
    }

    private static func host(of place: ConnectedPlace) -> String {
        guard case .server(let host, let port, _, _) = place else { return place.description }
        return host.hasPrefix("/") || host.contains(":") ? "\(host), port \(port)" : "\(host):\(port)"
    }
}

extension Result where Failure == any Error {
    /// The result of an asynchronous function.
    fileprivate static func catching(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
