internal import Athanor
internal import Logging

/// The history that a command works on and, if one is configured, the database.
struct Project: Sendable {
    let invocation: Invocation
    let configuration: Configuration
    let printsJSON: Bool
    private let announcesDatabase: Bool
    private let arguments: [String: String]
    private let isVerbose: Bool
    private let isQuiet: Bool

    /// The project for a command's options.
    /// - Parameter announcesDatabase: whether to announce the database that the command works on.
    /// - Throws: ``ConfigurationError``.
    init(
        announcesDatabase: Bool = false, _ general: GeneralFlags, _ others: any SettingFlags...
    ) throws(ConfigurationError) {
        invocation = .current
        var flags = general.settings
        for other in others { flags.merge(other.settings) { $1 } }
        configuration = try Configuration(
            flags: flags, configurationPath: general.config, invocation: invocation)
        arguments = Dictionary(general.arguments.map { ($0.name, $0.value) }) { $1 }
        printsJSON = general.json
        isVerbose = general.verbose
        isQuiet = general.quiet
        self.announcesDatabase = announcesDatabase
    }

    /// The database, once it is connected to and announced.
    var announcedDatabase: DatabaseDocument? { invocation.announced.document }

    /// Whether to show progress: not with `--quiet`, and not with `--json`.
    var showsProgress: Bool { !isQuiet && !printsJSON }

    /// The output for lines about what is being done or was done; discards them with `--quiet` and `--json`.
    var progress: TextOutput { showsProgress ? invocation.output : .discarding }

    /// The history: the compiled-in revisions, or else the files on disk.
    /// - Throws: `RevisionFileError`, `RevisionGraphError`.
    func history() throws -> RevisionSet {
        let history: RevisionSet
        if let registry = invocation.registry {
            history = try registry.revisionSet()
        } else {
            history = try historyOfFolder { RevisionFileWarnings($0).show(on: invocation.errorOutput) }
        }
        RevisionFileWarnings(history.warnings).show(on: invocation.errorOutput)
        return history
    }

    /// The history in the files of the folder, whether or not revisions are compiled in.
    /// - Parameter report: called with warnings about files in the folders that are not read.
    /// - Throws: `RevisionFileError`, `RevisionGraphError`.
    func historyOfFolder(passingOver report: ([RevisionFileWarning]) -> Void = { _ in }) throws -> RevisionSet {
        try RevisionSet(
            configuration.revisionDirectory().entries(passingOver: report),
            definitionFiles: configuration.definitionFiles())
    }

    /// The configured database.
    /// - Throws: ``ConfigurationError`` when none is, or it cannot be used.
    func database() throws(ConfigurationError) -> ConfiguredDatabase {
        try ConfiguredDatabase.required(in: configuration, of: invocation.databases)
    }

    /// The configured database; `nil` if there is none.
    /// - Throws: ``ConfigurationError`` when it cannot be used.
    func databaseIfAny() throws(ConfigurationError) -> ConfiguredDatabase? {
        try ConfiguredDatabase.any(in: configuration, of: invocation.databases)
    }

    /// The builder of operations, to look at revisions even if no database is configured; `nil` if no database is
    /// linked in.
    func operations(_ history: RevisionSet) throws(ConfigurationError) -> Operations? {
        (try databaseIfAny()?.address.database ?? invocation.databases.first).map { operations(for: $0, history) }
    }

    /// Warnings about revisions whose sections or directions somebody seems to have forgotten to write.
    func emptySectionWarnings(
        _ entries: [RevisionEntry], of history: RevisionSet
    ) throws(ConfigurationError) -> [RevisionFileWarning] {
        guard let op = try operations(history) else { return [] }
        return entries.compactMap { $0.emptySectionWarning(madeWith: op) }
    }

    /// The builder of operations for a database system, to look at revisions.
    func operations(for database: any DatabaseSystem, _ history: RevisionSet) -> Operations {
        Operations(
            databaseKind: database.kind, arguments: arguments, definitionFiles: history.definitionFiles)
    }

    /// A migrator for the configured database.
    /// - Throws: ``ConfigurationError``.
    func migrator(
        _ history: RevisionSet, tag: String? = nil, onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) throws(ConfigurationError) -> Migrator {
        let database = try database()
        // Errors are thrown, and shown in full; the log would only repeat them.
        return Migrator(
            database.address, revisions: history,
            options: try options(baseDirectory: database.baseDirectory, tag: tag, onEvent: onEvent),
            logger: logger("athanor.migrator", quietly: .critical))
    }

    /// A refresher for the configured database.
    /// - Throws: ``ConfigurationError``.
    func refresher(
        onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) throws(ConfigurationError) -> ViewRefresher {
        let database = try database()
        return ViewRefresher(
            database.address,
            options: try options(baseDirectory: database.baseDirectory, onEvent: onEvent),
            targets: try configuration.refreshTargets())
    }

    /// An inspector of views for the configured database.
    /// - Throws: ``ConfigurationError``.
    func inspector() throws(ConfigurationError) -> ViewInspector {
        let database = try database()
        return ViewInspector(
            database.address, options: try options(baseDirectory: database.baseDirectory),
            targets: try configuration.refreshTargets())
    }

    /// The options of the migrator.
    /// - Parameter baseDirectory: where a relative file path in the database's URL starts.
    /// - Throws: ``ConfigurationError``.
    func options(
        baseDirectory: String? = nil, tag: String? = nil,
        onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) throws(ConfigurationError) -> MigratorOptions {
        let source = configuration[.database]?.origin.name ?? ""
        let people = showsProgress ? invocation.errorOutput : .discarding
        return MigratorOptions(
            versionTable: configuration.versionTable,
            connection: ConnectionOptions(
                role: configuration[.role]?.text,
                trustedOwners: configuration[.trustedOwners]?.parts.map(\.text) ?? [], baseDirectory: baseDirectory,
                logger: logger("athanor.connection", quietly: .warning)),
            lockWait: try configuration.lockWait(), timeouts: try configuration.timeouts(),
            lockAttempts: try configuration.lockAttempts(),
            transactionPerMigration: configuration.transactionPerMigration(), arguments: arguments, tag: tag,
            onEvent: { [announced = announcesDatabase ? invocation.announced : nil] event in
                if case .connected(let place) = event { announced?.note(place, from: source, on: people) }
                onEvent(event)
            })
    }

    private func logger(_ label: String, quietly level: Logger.Level) -> Logger {
        if let logger = invocation.logger { return logger }
        let output = invocation.errorOutput
        let level = isVerbose ? .debug : level
        return Logger(label: label) { _ in QuietLogHandler(output: output, level: level) }
    }
}

extension Project {
    /// Warns of rows of the version table that are no revision of the history, for commands that work without them.
    func warnOfUnknown(_ rows: [RevisionID], in history: RevisionSet) {
        let unknown = rows.filter { history[$0] == nil }
        guard !unknown.isEmpty else { return }
        let error = RevisionGraphError.databaseRevisionUnknown(unknown)
        warn("\(error.message)\n\(error.advice)")
    }

    /// Shows a warning on standard error.
    func warn(_ text: String) {
        let output = invocation.errorOutput
        output.line(invocation.namingTool(in: output.paint("warning:", .yellow) + " " + text))
    }

    /// The revisions that a name means, including steps up from the database's place. The database is asked only for
    /// names that depend on its place.
    /// - Throws: `RevisionGraphError` for an unknown name; ``ConfigurationError`` if a database is needed and none is
    ///   configured; `DatabaseFailure`.
    func revisions(named name: String, in history: RevisionSet) async throws -> [RevisionID] {
        let rows = RevisionGraph.dependsOnCurrent(name) ? try await migrator(history).versionRows() : []
        return try history.graph.revisions(named: name, current: rows)
    }
}
