internal import Athanor

/// The database that the configuration names.
struct ConfiguredDatabase: Sendable {
    /// The system.
    let database: any Database
    /// Where it is.
    let url: DatabaseURL
    /// The folder that a relative file path in the URL starts from.
    let baseDirectory: String?

    /// The database of a configuration, `nil` when it names none.
    /// - Throws: ``ConfigurationError`` when the URL cannot be read or no database of its scheme is linked in.
    static func any(
        in configuration: Configuration, of databases: [any Database]
    ) throws(ConfigurationError) -> ConfiguredDatabase? {
        guard let setting = configuration[.database] else { return nil }
        let url: DatabaseURL
        do {
            url = try DatabaseURL(setting.text)
        } catch {
            // The value is not shown: it may hold a password.
            throw setting.error(
                "the database URL does not begin with a scheme", advice: "Write it as \(examples(of: databases)).")
        }
        guard let database = databases.first(where: { $0.urlSchemes.contains(url.scheme) }) else {
            let schemes = databases.flatMap(\.urlSchemes)
            let nearest = NearestNames(to: url.scheme, among: schemes).names
            throw setting.error(
                "no database of this executable has URLs that begin with \"\(url.scheme):\"",
                advice: (nearest.isEmpty ? "" : "Did you mean \(nearest.joined(separator: " or "))? ")
                    + "It has \(listed(databases)): write the URL as \(examples(of: databases)).")
        }
        return ConfiguredDatabase(
            database: database, url: url, baseDirectory: configuration.baseDirectory(of: setting))
    }

    /// The database of a configuration.
    /// - Throws: ``ConfigurationError``, also when it names none: with what to write where.
    static func required(
        in configuration: Configuration, of databases: [any Database]
    ) throws(ConfigurationError) -> ConfiguredDatabase {
        if let database = try any(in: configuration, of: databases) { return database }
        guard let example = databases.first?.exampleURL else {
            throw ConfigurationError(
                "this executable has no database linked in",
                advice: "Name one in `static let databases` of the type that carries @main.")
        }
        throw ConfigurationError(
            "which database? None is configured",
            advice: """
                Say so in one of these ways, each winning over those before it:
                    athanor.yaml         database: \(example)
                    environment          DATABASE_URL=\(example)  (or ATHANOR_DATABASE)
                    command line         --database \(example)
                URLs are written as \(examples(of: databases)).
                """)
    }

    private static func examples(of databases: [any Database]) -> String {
        databases.map(\.exampleURL).joined(separator: " or ")
    }

    private static func listed(_ databases: [any Database]) -> String {
        databases.map(\.displayName).joined(separator: " and ")
    }
}
