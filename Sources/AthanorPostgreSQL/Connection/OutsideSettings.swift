internal import Athanor
internal import CLibPQ
internal import Foundation

/// Settings of a connection that `libpq` takes from environment variables and service files instead of the URL.
struct OutsideSettings {
    /// The environment variable for each parameter that has one.
    private let variables: [String: String]
    private let environment: [String: String]
    /// The parameters that the URL gives. They take precedence.
    private let given: Set<String>

    /// - Parameter given: the names of the parameters that the URL gives.
    init(given: Set<String> = [], environment: [String: String] = ProcessInfo.processInfo.environment) {
        var variables: [String: String] = [:]
        if let defaults = PQconndefaults() {
            defer { PQconninfoFree(defaults) }
            var next = defaults
            while let keyword = next.pointee.keyword {
                if let variable = next.pointee.envvar {
                    variables[String(cString: keyword)] = String(cString: variable)
                }
                next += 1
            }
        }
        self.variables = variables
        self.environment = environment
        self.given = given
    }

    /// The values of the variables, except the password, which no message quotes.
    var values: [String] {
        variables.filter { !DatabaseURL.namesSecret($0.key.utf8) }.values.compactMap { environment[$0] }
    }

    /// The first variable whose value would control a terminal, among those that `libpq` reads. `libpq` itself prints
    /// some values.
    var variableWithControlCharacter: String? {
        let read =
            variables.filter { !DatabaseURL.namesSecret($0.key.utf8) }.values + [
                "PGSERVICEFILE", "PGSYSCONFDIR", "HOME",
            ]
        return read.sorted().first { environment[$0]?.holdsControlCharacter == true }
    }

    /// The error when `libpq` refuses the value of a parameter that the URL does not give; `nil` for any other message.
    /// The value is not shown: it may be a password in the wrong place.
    func refusal(_ message: String) -> DatabaseFailure? {
        guard let parameter = parameter(refusedBy: message), !given.contains(parameter) else { return nil }
        let form = parameter == "port" ? "Write a whole number from 1 to 65535. " : ""
        if let variable = variables[parameter], environment[variable]?.isEmpty == false {
            return DatabaseFailure(
                kind: .unreachable,
                message: "the value of the environment variable \(variable) is not valid for `\(parameter)`",
                advice: "\(form)Correct it, or unset the variable.")
        }
        return DatabaseFailure(
            kind: .unreachable,
            message: "the value of `\(parameter)` in the service file is not valid",
            advice: "\(form)Correct the service file, which is ~/.pg_service.conf unless PGSERVICEFILE names another.")
    }

    /// The parameter whose value a message refuses.
    ///
    /// Source: `connectOptions2`, `parse_int_param` and `PQconnectPoll` in PostgreSQL's `fe-connect.c`.
    private func parameter(refusedBy message: String) -> String? {
        for reason in message.components(separatedBy: " failed: ") {
            let pieces = reason.split(separator: "\"", omittingEmptySubsequences: false)
            let words = pieces[0]
            if words.hasPrefix("could not parse network address") { return "hostaddr" }
            if words.contains("require_auth method") { return "require_auth" }
            if words.hasPrefix("could not match"), words.contains("port numbers") { return "port" }
            guard words.hasPrefix("invalid "), pieces.count > 2 else { continue }
            if words.hasPrefix("invalid port number") { return "port" }
            if words.contains("integer value"), pieces.count > 3 { return known(pieces[3]) }
            // `invalid sslmode value: "…"`, and in later versions `invalid "ssl_min_protocol_version" value: "…"`.
            let name = words.dropFirst("invalid ".count).prefix { $0 != " " }
            return known(name.isEmpty ? pieces[1] : name)
        }
        return nil
    }

    private func known(_ name: Substring) -> String? {
        let others = ["keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"]
        return variables[String(name)] != nil || others.contains(String(name)) ? String(name) : nil
    }
}

extension String {
    /// Whether a terminal would interpret a part of the text as a command.
    var holdsControlCharacter: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}
