internal import Athanor
internal import Logging

/// What a command works on: a history and, where one is configured, a database.
struct Project: Sendable {
    /// The call that asks.
    let invocation: Invocation
    /// The configuration.
    let configuration: Configuration
    /// Whether machines read what the command prints.
    let printsJSON: Bool
    /// Whether it is said which database is worked on.
    private let announcesDatabase: Bool
    private let arguments: [String: String]
    private let isVerbose: Bool
    private let isQuiet: Bool

    /// The project of a command's options.
    /// - Parameter announcesDatabase: whether it is said which database the command works on.
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

    /// The database, where it was connected to and is to be said.
    var announcedDatabase: DatabaseDocument? { invocation.announced.document }

    /// Whether people want to follow what is being done: not those who want quiet, and not machines.
    var showsProgress: Bool { !isQuiet && !printsJSON }

    /// Where lines for people go that say what is being done or was done: nowhere for those who want quiet, and for
    /// machines.
    var progress: TextOutput { showsProgress ? invocation.output : .discarding }

    /// The history: what was compiled in, or else the files as they stand.
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

    /// The history as the files of the folder have it, whatever was compiled in.
    /// - Parameter report: gets what lies in the folders and is not read.
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

    /// The configured database, `nil` when none is.
    /// - Throws: ``ConfigurationError`` when it cannot be used.
    func databaseIfAny() throws(ConfigurationError) -> ConfiguredDatabase? {
        try ConfiguredDatabase.any(in: configuration, of: invocation.databases)
    }

    /// What revisions are made with, for a look at their operations where no database may be configured; `nil` where none is
    /// linked in.
    func operations(_ history: RevisionSet) throws(ConfigurationError) -> Operations? {
        (try databaseIfAny()?.address.database ?? invocation.databases.first).map { operations(for: $0, history) }
    }

    /// Revisions whose sections or ways somebody seems to have forgotten to write.
    func emptySectionWarnings(
        _ entries: [RevisionEntry], of history: RevisionSet
    ) throws(ConfigurationError) -> [RevisionFileWarning] {
        guard let op = try operations(history) else { return [] }
        return entries.compactMap { $0.emptySectionWarning(madeWith: op) }
    }

    /// What revisions are made with, for a look at their operations.
    func operations(for database: any Database, _ history: RevisionSet) -> Operations {
        Operations(
            databaseKind: database.kind, arguments: arguments, definitionFiles: history.definitionFiles)
    }

    /// A migrator for the configured database.
    /// - Throws: ``ConfigurationError``.
    func migrator(
        _ history: RevisionSet, tag: String? = nil, onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) throws(ConfigurationError) -> Migrator {
        let database = try database()
        // What goes wrong is thrown, and shown in full; the log would only say it twice.
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

    /// How the migrator is to work.
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
        let output = invocation.errorOutput
        let level = isVerbose ? .debug : level
        return Logger(label: label) { _ in QuietLogHandler(output: output, level: level) }
    }
}

extension Project {
    /// Says which rows of the version table are no revision of the history, for commands that are whole without them.
    func warnOfUnknown(_ rows: [RevisionID], in history: RevisionSet) {
        let unknown = rows.filter { history[$0] == nil }
        guard !unknown.isEmpty else { return }
        let error = RevisionGraphError.databaseRevisionUnknown(unknown)
        warn("\(error.description)\n\(error.advice)")
    }

    /// Shows a warning on standard error.
    func warn(_ text: String) {
        let output = invocation.errorOutput
        output.line(invocation.namingTool(in: output.paint("warning:", .yellow) + " " + text))
    }

    /// The revisions that a name means, steps up from where the database is included. The database is asked only for
    /// those.
    /// - Throws: `RevisionGraphError` for a name that means nothing; ``ConfigurationError`` when a database is needed, and
    ///   none is configured; `DatabaseError`.
    func revisions(named name: String, in history: RevisionSet) async throws -> [RevisionID] {
        let rows = RevisionGraph.dependsOnCurrent(name) ? try await migrator(history).versionRows() : []
        return try history.graph.revisions(named: name, current: rows)
    }
}
