internal import Athanor
internal import CLibPQ

/// Explains why connecting failed.
///
/// `libpq` gives no SQLSTATE for a failure to connect, only its message, so the server's English texts decide the kind.
/// A server that speaks another language is reported as unreachable, with its own text.
struct ConnectionFailure {
    private let url: String
    /// The other sources that `libpq` reads.
    private let outside: OutsideSettings
    /// Whether `libpq` may read the URL differently from what its writer meant, so that its host or port is part of a
    /// password. Then no text of `libpq` is shown.
    private let isAmbiguous: Bool
    /// The URL as given, and percent-decoded.
    private let forms: [String]

    /// - Parameters:
    ///   - url: the URL of the database.
    ///   - outside: the other sources that `libpq` reads.
    init(url: DatabaseURL, outside: OutsideSettings = OutsideSettings()) {
        let text = url.textWithPassword
        self.url = text
        self.outside = outside
        forms = [text, text.removingPercentEncoding].compactMap(\.self)
        // `libpq` ends the user information at the first of these two.
        isAmbiguous = DatabaseURL.passwords(in: text).contains { range in
            text[range].contains { $0 == "@" || $0 == "/" }
        }
    }

    /// The error of a `PGconn` that failed to connect.
    func error(of connection: OpaquePointer) -> DatabaseFailure {
        let text = ServerError.oneLine(PQerrorMessage(connection).map { String(cString: $0) } ?? "")
        if let refusal = outside.refusal(text) { return refusal }
        if let problem = UnreadableURL(refusal: text, in: forms) { return error(ofInvalidURL: problem) }
        let redaction = PasswordRedaction(url: url, and: outside.values + Self.settings(of: connection))
        let message = redaction.redact(text)
        let kind = kind(of: message, needsPassword: PQconnectionNeedsPassword(connection) == 1)
        if isAmbiguous { return error(ofAmbiguousURL: kind) }
        return DatabaseFailure(
            kind: kind, message: message.isEmpty ? "could not connect" : message,
            advice: Self.adviceOnEncryption(message) ?? Self.adviceOnServer(message) ?? Self.adviceOnSettings(message)
                ?? adviceOnRefusal(message, kind, connection, redaction)
                ?? advice(for: kind, connection: connection, redaction))
    }

    /// The settings of the attempt, including those of a service file, but without passwords.
    private static func settings(of connection: OpaquePointer) -> [String] {
        guard let settings = PQconninfo(connection) else { return [] }
        defer { PQconninfoFree(settings) }
        var values: [String] = []
        var next = settings
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val, !DatabaseURL.namesSecret(String(cString: keyword).utf8) {
                values.append(String(cString: value))
            }
            next += 1
        }
        return values
    }

    /// Advice on settings that do not come from the URL.
    private static func adviceOnSettings(_ message: String) -> String? {
        if message.contains("service file") || message.contains("definition of service") {
            return
                "Services are defined in ~/.pg_service.conf, or in the file that PGSERVICEFILE names. Correct that file, or "
                + "the service that the URL or PGSERVICE names."
        }
        let isAboutOptions = [
            "unrecognized configuration parameter", "invalid command-line argument", "invalid value for parameter",
            "requires a value", "parameter \"",
        ].contains(where: message.contains)
        if isAboutOptions, message.contains("FATAL:") {
            return "Correct the settings that the connection asks for: PGOPTIONS, or `options` in the URL."
        }
        let isOtherKind = [
            "session is read-only", "session is not read-only", "server is in hot standby mode",
            "server is not in hot standby mode",
        ].contains(where: message.contains)
        guard isOtherKind else { return nil }
        return
            "The URL or PGTARGETSESSIONATTRS asks for another kind of server by `target_session_attrs`. Correct it, or "
            + "name the server that it means."
    }

    /// Advice when the server does not offer the encryption that `sslmode` requires, or cannot prove its identity.
    /// `libpq` writes these texts itself, in English unless it was translated.
    private static func adviceOnEncryption(_ message: String) -> String? {
        if message.contains("does not support SSL") {
            return
                "The URL or PGSSLMODE requires an encrypted connection, so nothing was sent. Turn `ssl` on at the "
                + "server, or correct `sslmode`."
        }
        guard message.contains("certificate") else { return nil }
        return
            "The server could not show that it is the one that the URL names, and nothing was sent to it. Check the host, "
            + "and that `sslrootcert` (by default ~/.postgresql/root.crt) holds the root that has signed its certificate."
    }

    /// The error for a URL that `libpq` cannot read. No part of the URL is shown: any may be part of the password.
    func error(ofInvalidURL problem: UnreadableURL) -> DatabaseFailure {
        DatabaseFailure(
            kind: .unreachable, message: "the database URL is not valid: \(problem.rawValue)", advice: Self.form)
    }

    /// The error for a URL whose password has no certain end.
    private func error(ofAmbiguousURL kind: DatabaseFailure.Kind) -> DatabaseFailure {
        let problem =
            switch kind {
            case .authentication: "the server did not accept the user or the password"
            case .noSuchDatabase: "the server has no such database"
            default: "the server could not be reached"
            }
        return DatabaseFailure(
            kind: kind,
            message:
                "\(problem). The URL holds an @ or / that may end its password too early, so no part of it is shown",
            advice: Self.form)
    }

    private static let form =
        "Write it as postgresql://user:password@host:port/database; in the user name and the password write "
        + "characters such as @ : / ? # % as %40 %3A %2F %3F %23 %25."

    private func kind(of message: String, needsPassword: Bool) -> DatabaseFailure.Kind {
        let authenticationTexts = [
            "authentication failed", "no password supplied", "no pg_hba.conf entry", "pg_hba.conf rejects",
            "password retrieved from file", "is not permitted to log in",
        ]
        if needsPassword || authenticationTexts.contains(where: message.contains) { return .authentication }
        if message.contains("FATAL:"), message.contains("does not exist") {
            return message.contains("role \"") ? .authentication : .noSuchDatabase
        }
        return .unreachable
    }

    /// Advice when the server is reached but accepts no connections.
    private static func adviceOnServer(_ message: String) -> String? {
        let isStartingOrStopping = [
            "the database system is starting up", "the database system is shutting down",
            "the database system is in recovery mode", "the database system is not",
        ].contains(where: message.contains)
        if isStartingOrStopping {
            return "The server is starting, stopping or recovering: run this again in a moment."
        }
        let isFull = [
            "too many clients already", "remaining connection slots are reserved", "too many connections for",
            "no more connections allowed",
        ].contains(where: message.contains)
        guard isFull else { return nil }
        return "Run this again when others have disconnected, or allow more: max_connections of the server, or the "
            + "CONNECTION LIMIT of the role or the database."
    }

    /// Advice when the server has answered and refused for any other reason. Its text, in whatever language, gives the
    /// reason. The severity before the text is English nearly everywhere.
    private func adviceOnRefusal(
        _ message: String, _ kind: DatabaseFailure.Kind, _ connection: OpaquePointer, _ redaction: PasswordRedaction
    ) -> String? {
        guard kind == .unreachable, message.contains("FATAL:") else { return nil }
        if message.contains("permission denied for database") {
            let (name, user) = (shown(PQdb(connection), redaction), shown(PQuser(connection), redaction))
            let dialect = PostgreSQLDialect()
            return
                "Have the database's owner run GRANT CONNECT ON DATABASE \(dialect.quote(name)) TO \(dialect.quote(user));"
        }
        return "The server was reached, and refused the connection for the reason that it gives."
    }

    private func shown(_ text: UnsafeMutablePointer<CChar>?, _ redaction: PasswordRedaction) -> String {
        // Quoted, so that the redaction treats it as a piece of a message.
        String(redaction.redact("\"" + (text.map { String(cString: $0) } ?? "") + "\"").dropFirst().dropLast())
    }

    private func advice(
        for kind: DatabaseFailure.Kind, connection: OpaquePointer, _ redaction: PasswordRedaction
    ) -> String {
        func shown(_ text: UnsafeMutablePointer<CChar>?) -> String { self.shown(text, redaction) }
        let host = shown(PQhost(connection))
        let port = shown(PQport(connection))
        let place = host.hasPrefix("/") ? "socket directory \(host), port \(port)" : "\(host), port \(port)"
        switch kind {
        case .authentication:
            return
                "Check the user name (\(shown(PQuser(connection)))) and the password: they come from the URL, from PGUSER "
                + "and PGPASSWORD, or from ~/.pgpass; pg_hba.conf on the server says who may connect and how."
        case .noSuchDatabase:
            let name = shown(PQdb(connection))
            if name.contains("://") {
                return
                    "The name of the database is a URL. Give it as the database URL itself, and take it out of PGDATABASE "
                    + "or of `dbname`."
            }
            return "Create it with `createdb \(name)`, or correct the database's name in the URL."
        default:
            if host.isEmpty || port.isEmpty {
                return
                    "Check the settings of the connection: the URL, variables whose names begin with PG, service files."
            }
            return
                "Is the PostgreSQL server running and accepting connections at \(place)? Check host and port in the URL."
        }
    }
}
