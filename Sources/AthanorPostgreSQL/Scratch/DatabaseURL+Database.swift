internal import Athanor

extension DatabaseURL {
    /// The URL with another database. The rest stays: host, user, service, settings.
    ///
    /// Of several values for `dbname`, `libpq` takes the last, and it takes a parameter rather than the path or a
    /// service file. Source: `conninfo_uri_parse_options` in PostgreSQL's `fe-connect.c`.
    /// - Parameter name: a name of letters, digits and underscores.
    func withDatabase(_ name: String) throws(DatabaseURLError) -> DatabaseURL {
        try DatabaseURL("\(textWithPassword)\(hasParameters ? "&" : "?")dbname=\(name)")
    }

    /// The last value for `dbname`, as ``withDatabase(_:)`` writes it.
    var lastDatabase: String? {
        guard let range = textWithPassword.ranges(of: "dbname=").last else { return nil }
        return String(textWithPassword[range.upperBound...].prefix { $0 != "&" })
    }

    /// Whether the URL has parameters, read as `libpq` does: a `?` before the `@` belongs to the password.
    private var hasParameters: Bool {
        let rest = afterScheme.drop { $0 == "/" }
        let user = rest.prefix { $0 != "@" && $0 != "/" }
        let hosts = rest[user.endIndex...].first == "@" ? rest[user.endIndex...] : rest
        return hosts.contains("?")
    }
}
