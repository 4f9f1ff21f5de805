internal import Athanor
internal import CLibPQ
internal import Foundation

/// Opens sessions on the thread of the connection that will own them.
actor SessionOpening {
    private let thread: ConnectionThread

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(on thread: ConnectionThread) {
        self.thread = thread
    }

    /// Connects and prepares the session. Blocks the thread.
    /// - Throws: ``DatabaseFailure``.
    func open(_ url: DatabaseURL, _ options: ConnectionOptions) throws(DatabaseFailure) -> sending PostgreSQLSession {
        let invalid = ConnectionFailure(url: url)
        guard url.afterScheme.hasPrefix("//") else { throw invalid.error(ofInvalidURL: .lacksSlashes) }
        let given = try Self.parameters(of: url, invalid)
        let outside = OutsideSettings(given: Set(given.keys))
        try Self.checkControlCharacters(given, outside, invalid)
        let failure = ConnectionFailure(url: url, outside: outside)
        let settings = try Self.settings(for: url, given, options, failure)
        let connection = Self.connect(settings)
        guard let connection else {
            throw DatabaseFailure(kind: .unreachable, message: "libpq is out of memory")
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            let error = failure.error(of: connection)
            PQfinish(connection)
            throw error
        }
        let session = PostgreSQLSession(owning: connection, trusting: options.trustedOwners, logger: options.logger)
        try Self.findBackend(of: session, settings)
        try Self.prepare(session, options)
        return session
    }

    /// The parameters for `PQconnectdbParams`. What the URL says takes precedence over those before `dbname`, which is
    /// the URL, but not over those after it.
    private static func settings(
        for url: DatabaseURL, _ given: [String: String], _ options: ConnectionOptions, _ failure: ConnectionFailure
    ) throws(DatabaseFailure) -> [(name: String, value: String)] {
        // Checked here, because `libpq` would quote the port after it has tried the hosts before it.
        if let problem = given["port"].flatMap(UnreadableURL.init(ports:)) {
            throw failure.error(ofInvalidURL: problem)
        }
        var settings: [(name: String, value: String)] = [("fallback_application_name", options.applicationName)]
        let environment = ProcessInfo.processInfo.environment
        // Only `libpq` reads the file of a service, and these values would take precedence over it.
        if given["service"] == nil, environment["PGSERVICE"] == nil {
            settings += Self.patience.filter { given[$0.name] == nil }
            if environment["PGCONNECT_TIMEOUT"] != nil { settings.removeAll { $0.name == "connect_timeout" } }
        }
        settings.append(("dbname", url.textWithPassword))
        settings.append(("client_encoding", "UTF8"))
        return settings
    }

    /// Refuses values that would control a terminal: `libpq` itself writes some of them to standard error.
    private static func checkControlCharacters(
        _ given: [String: String], _ outside: OutsideSettings, _ failure: ConnectionFailure
    ) throws(DatabaseFailure) {
        if given.contains(where: { !DatabaseURL.namesSecret($0.key.utf8) && $0.value.holdsControlCharacter }) {
            throw failure.error(ofInvalidURL: .controlCharacter)
        }
        guard let variable = outside.variableWithControlCharacter else { return }
        throw DatabaseFailure(
            kind: .unreachable, message: "the environment variable \(variable) holds a control character",
            advice: "Correct it, or unset it.")
    }

    /// Time limits for a server that does not answer. An attempt to reach a host ends after ten seconds. A connection
    /// in which nothing arrives any more, not even the answer to a keepalive, ends within a minute; by default,
    /// operating systems send the first keepalive after two hours.
    private static let patience = [
        (name: "connect_timeout", value: "10"), (name: "keepalives_idle", value: "15"),
        (name: "keepalives_interval", value: "5"), (name: "keepalives_count", value: "6"),
        (name: "tcp_user_timeout", value: "45000"),
    ]

    /// The parameters that the URL gives, by name.
    private static func parameters(
        of url: DatabaseURL, _ failure: ConnectionFailure
    ) throws(DatabaseFailure) -> [String: String] {
        var reason: UnsafeMutablePointer<CChar>?
        guard let parameters = PQconninfoParse(url.textWithPassword, &reason) else {
            defer { PQfreemem(reason) }
            throw failure.error(ofInvalidURL: UnreadableURL(reason: reason.map { String(cString: $0) } ?? ""))
        }
        defer { PQconninfoFree(parameters) }
        var given: [String: String] = [:]
        var next = parameters
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val { given[String(cString: keyword)] = String(cString: value) }
            next += 1
        }
        return given
    }

    private static func connect(_ settings: [(name: String, value: String)]) -> OpaquePointer? {
        let names = settings.map { strdup($0.name) }
        let values = settings.map { strdup($0.value) }
        defer { (names + values).forEach { free($0) } }
        let nameList = names.map { $0.map { UnsafePointer($0) } } + [nil]
        let valueList = values.map { $0.map { UnsafePointer($0) } } + [nil]
        return PQconnectdbParams(nameList, valueList, 1)
    }

    /// Makes sure that the client has one server session to itself, before anything in it is changed. Also makes the
    /// server notice soon when this client is gone.
    /// - Throws: ``DatabaseFailure`` when a pooler in transaction mode answers.
    private static func findBackend(
        of session: PostgreSQLSession, _ settings: [(name: String, value: String)]
    ) throws(DatabaseFailure) {
        if try session.isDirect() { return }
        let probe = PoolerProbe(session: session) { connect(settings) }
        if try probe.findsTransactionMode() { throw PoolerProbe.error(of: session) }
        session.watchClient()
    }

    private static func prepare(_ session: PostgreSQLSession, _ options: ConnectionOptions) throws(DatabaseFailure) {
        if let connection = session.connection, ReadingSettings.areOtherwise(on: connection) {
            _ = try session.execute(ReadingSettings.reading)
        }
        if let role = options.role {
            do throws(DatabaseFailure) {
                _ = try session.execute(SQLStatement("SET ROLE \(PostgreSQLDialect().quote(role))"))
                // NONE is not a role's name: even quoted, it means the role that logged in.
                session.role = role == "none" ? session.userName : role
            } catch {
                var error = error
                error.statement = nil
                error.message = "the role \"\(role)\" cannot be taken on: \(error.message)"
                error.advice = "Name a role that the connecting user is a member of as `role:`, or name none."
                throw error
            }
        }
        switch options.access {
        case .readOnly: _ = try session.execute(SQLStatement("SET default_transaction_read_only = on"))
        case .readWrite:
            if let timeouts = options.timeouts { _ = try session.execute(SessionTimeouts.setting(timeouts)) }
            session.remember(try session.execute(SessionSettings.asking))
        }
    }
}
