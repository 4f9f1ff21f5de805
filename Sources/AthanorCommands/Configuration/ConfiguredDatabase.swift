internal import Athanor

/// The database that the configuration names.
struct ConfiguredDatabase: Sendable {
    /// The database system, and the location of the database.
    let address: DatabaseAddress
    /// The folder that a relative file path in the URL starts from.
    let baseDirectory: String?

    /// The configured database; `nil` if none is configured.
    /// - Throws: ``ConfigurationError`` if the URL cannot be read, or no linked database has its scheme.
    static func any(
        in configuration: Configuration, of databases: [any DatabaseSystem]
    ) throws(ConfigurationError) -> ConfiguredDatabase? {
        guard let setting = configuration[.database] else { return nil }
        do {
            return ConfiguredDatabase(
                address: try DatabaseAddress(setting.text, among: databases),
                baseDirectory: configuration.baseDirectory(of: setting))
        } catch {
            throw setting.error(error, of: databases)
        }
    }

    /// The configured database.
    /// - Throws: ``ConfigurationError``, also if none is configured; the advice then says what to write where.
    static func required(
        in configuration: Configuration, of databases: [any DatabaseSystem]
    ) throws(ConfigurationError) -> ConfiguredDatabase {
        if let database = try any(in: configuration, of: databases) { return database }
        guard let example = databases.first?.exampleURL else {
            throw ConfigurationError(
                "this executable has no database linked in",
                advice: "Name one in `static let databases` of the type with @main.")
        }
        throw ConfigurationError(
            "no database is configured",
            advice: advice(example: example, configuration.file, of: databases))
    }

    /// The ways to name a database. A file that the command line names wins over the environment.
    private static func advice(
        example: String, _ file: (name: String, exists: Bool, isNamedByFlag: Bool), of databases: [any DatabaseSystem]
    ) -> String {
        let inFile = "\(file.name.padded(to: 19))  database: \(example)"
        let inEnvironment = "environment          DATABASE_URL=\(example)  (or ATHANOR_DATABASE)"
        let ways = file.isNamedByFlag ? [inEnvironment, inFile] : [inFile, inEnvironment]
        let beginning =
            file.exists
            ? ""
            : "There is no \(file.name) in this folder: go to the folder that has it, or write one with `athanor init`.\n"
        return beginning + """
            Name the database in one of these ways; each wins over those before it:
                \(ways.joined(separator: "\n    "))
                command line         --database \(example)
            Write URLs as \(examples(of: databases)).
            """
    }

    private static func examples(of databases: [any DatabaseSystem]) -> String {
        databases.map(\.exampleURL).joined(separator: " or ")
    }
}

extension ConfigurationSetting {
    /// The error for a URL that cannot be used. The URL is not shown: it may hold a password.
    fileprivate func error(_ error: DatabaseURLError, of databases: [any DatabaseSystem]) -> ConfigurationError {
        let examples = databases.map(\.exampleURL).joined(separator: " or ")
        switch error {
        case .noScheme:
            return self.error("the database URL does not begin with a scheme", advice: "Write it as \(examples).")
        case .otherScheme(let scheme, _):
            let nearest = NearestNames(to: scheme, among: databases.flatMap(\.urlSchemes)).names
            let names = databases.map(\.displayName).joined(separator: " and ")
            let beginning = scheme.isEmpty ? "as this one does" : "with \"\(scheme):\""
            return self.error(
                "no database of this executable has URLs that begin \(beginning)",
                advice: (nearest.isEmpty ? "" : "Did you mean \(nearest.joined(separator: " or "))? ")
                    + "It has \(names): write the URL as \(examples).")
        }
    }
}
