internal import ArgumentParser

/// Options of the command line that set configuration keys.
protocol SettingFlags: ParsableArguments {
    /// The values by key.
    var settings: [ConfigurationKey: String] { get }
}

/// Options that every command takes.
struct GeneralFlags: SettingFlags {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The configuration file (default: athanor.yaml, if it exists).", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(help: ArgumentHelp("The folder of revision files.", valueName: "folder"), completion: .directory)
    var versions: String?

    @Option(
        name: .customShort("x"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "An argument for revisions; they read it from op.arguments (repeatable).", valueName: "name=value"))
    var arguments: [RevisionArgument] = []

    @Flag(help: "Show more on standard error: what runs, and the server's notices.")
    var verbose = false

    @Flag(name: [.short, .long], help: "Print only what was asked for, and errors.")
    var quiet = false

    @Flag(help: "Print JSON: one document or, from commands that run something, an event on each line.")
    var json = false

    @Flag(name: .customLong("no-color"), help: "Print without colours, also on a terminal (so does NO_COLOR).")
    var withoutColors = false

    var settings: [ConfigurationKey: String] {
        var settings: [ConfigurationKey: String] = [:]
        settings[.versions] = versions
        return settings
    }
}

/// Options that select the database.
struct DatabaseFlags: SettingFlags {
    @Option(help: ArgumentHelp("The URL of the database.", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("The role to switch to after connecting (SET ROLE).", valueName: "name"))
    var role: String?

    @Option(
        help: ArgumentHelp(
            "The version table, alembic_version for example (default: athanor_version).", valueName: "name"))
    var versionTable: String?

    @Option(help: ArgumentHelp("The schema of the version table.", valueName: "name"))
    var versionTableSchema: String?

    var settings: [ConfigurationKey: String] {
        var settings: [ConfigurationKey: String] = [:]
        settings[.database] = database
        settings[.role] = role
        settings[.versionTable] = versionTable
        settings[.versionTableSchema] = versionTableSchema
        return settings
    }
}

/// The option for the time to wait for another migrator.
struct LockFlags: SettingFlags {
    @Option(
        help: ArgumentHelp(
            "How long to wait for another migrator: 30s, 10m, 0, forever (default: 10m).", valueName: "time"))
    var lockWait: String?

    var settings: [ConfigurationKey: String] {
        var settings: [ConfigurationKey: String] = [:]
        settings[.lockWait] = lockWait
        return settings
    }
}

/// Options for the lock and statement timeouts of revisions.
struct TimeoutFlags: SettingFlags {
    @Option(
        help: ArgumentHelp(
            "How long a statement may wait for a lock: 500ms, 2s, forever (default: 2s).", valueName: "time"))
    var lockTimeout: String?

    @Option(help: ArgumentHelp("How long a statement may take (default: forever).", valueName: "time"))
    var statementTimeout: String?

    var settings: [ConfigurationKey: String] {
        var settings: [ConfigurationKey: String] = [:]
        settings[.lockTimeout] = lockTimeout
        settings[.statementTimeout] = statementTimeout
        return settings
    }
}

/// An argument for revisions, as `-x name=value`.
struct RevisionArgument: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
