internal import Athanor
internal import CLibPQ
internal import Foundation

/// Opens sessions on the thread of the connection that is to own them.
actor SessionOpening {
    private let thread: ConnectionThread

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(on thread: ConnectionThread) {
        self.thread = thread
    }

    /// Connects and prepares the session. Blocks the thread.
    /// - Throws: ``DatabaseError``.
    func open(_ url: DatabaseURL, _ options: ConnectionOptions) throws(DatabaseError) -> sending Session {
        let failure = ConnectionFailure(redaction: PasswordRedaction(url: url.textWithPassword))
        let settings = try Self.settings(for: url, options, failure)
        let connection = Self.connect(settings)
        guard let connection else {
            throw DatabaseError(kind: .unreachable, message: "libpq is out of memory")
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            let error = failure.error(of: connection)
            PQfinish(connection)
            throw error
        }
        let session = Session(owning: connection, logger: options.logger)
        try Self.prepare(session, version: PQserverVersion(connection), options)
        return session
    }

    /// The parameters for `PQconnectdbParams`. Those before `dbname`, which is the URL, give way to what the URL says;
    /// those after it do not.
    private static func settings(
        for url: DatabaseURL, _ options: ConnectionOptions, _ failure: ConnectionFailure
    ) throws(DatabaseError) -> [(name: String, value: String)] {
        let given = try parameters(of: url, failure)
        var settings: [(name: String, value: String)] = [("fallback_application_name", options.applicationName)]
        let environment = ProcessInfo.processInfo.environment
        let saysTimeout =
            given.contains("connect_timeout") || given.contains("service")
            || environment["PGCONNECT_TIMEOUT"] != nil || environment["PGSERVICE"] != nil
        if !saysTimeout { settings.append(("connect_timeout", "10")) }
        settings.append(("dbname", url.textWithPassword))
        settings.append(("client_encoding", "UTF8"))
        return settings
    }

    /// The names of the parameters that the URL gives.
    private static func parameters(
        of url: DatabaseURL, _ failure: ConnectionFailure
    ) throws(DatabaseError) -> Set<String> {
        var reason: UnsafeMutablePointer<CChar>?
        guard let parameters = PQconninfoParse(url.textWithPassword, &reason) else {
            defer { PQfreemem(reason) }
            throw failure.error(ofInvalidURL: reason.map { String(cString: $0) } ?? "libpq gives no reason")
        }
        defer { PQconninfoFree(parameters) }
        var names: Set<String> = []
        var next = parameters
        while let keyword = next.pointee.keyword {
            if next.pointee.val != nil { names.insert(String(cString: keyword)) }
            next += 1
        }
        return names
    }

    private static func connect(_ settings: [(name: String, value: String)]) -> OpaquePointer? {
        let names = settings.map { strdup($0.name) }
        let values = settings.map { strdup($0.value) }
        defer { (names + values).forEach { free($0) } }
        let nameList = names.map { $0.map { UnsafePointer($0) } } + [nil]
        let valueList = values.map { $0.map { UnsafePointer($0) } } + [nil]
        return PQconnectdbParams(nameList, valueList, 1)
    }

    private static func prepare(
        _ session: Session, version: Int32, _ options: ConnectionOptions
    ) throws(DatabaseError) {
        if version >= 14_00_00 {
            // A server on a system without the means refuses this; the lock of a killed client then only lasts longer.
            _ = try? session.execute(Statement("SET client_connection_check_interval = '1s'"))
        }
        if let role = options.role {
            do throws(DatabaseError) {
                _ = try session.execute(Statement("SET ROLE \(PostgreSQLDialect().quote(role))"))
            } catch {
                var error = error
                error.statement = nil
                error.message = "the role \"\(role)\" cannot be taken on: \(error.message)"
                error.advice = "Name a role that the connecting user is a member of as `role:`, or name none."
                throw error
            }
        }
        switch options.access {
        case .readOnly: _ = try session.execute(Statement("SET default_transaction_read_only = on"))
        case .readWrite:
            if let timeouts = options.timeouts { _ = try session.execute(SessionTimeouts.setting(timeouts)) }
            _ = try session.execute(SessionSettings.remembering)
        }
    }
}
