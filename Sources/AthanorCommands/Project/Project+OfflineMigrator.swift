internal import ArgumentParser
internal import Athanor

extension Project {
    /// The migrator that writes scripts, for the configured database or for the named dialect.
    /// - Throws: ``ConfigurationError`` when the configured database cannot be used; `ValidationError` when none is
    ///   configured and none is named, and for a script that is asked for as JSON.
    func offlineMigrator(
        _ history: RevisionSet, _ flags: OfflineFlags, tag: String? = nil
    ) throws -> OfflineMigrator {
        guard !flags.sql || !printsJSON else {
            throw ValidationError("--sql and --json contradict each other: a script is not printed as JSON.")
        }
        let onEvent: @Sendable (MigrationEvent) -> Void = { [errorOutput = invocation.errorOutput] event in
            guard case .doubtful(let doubts) = event else { return }
            RevisionFileWarnings(doubts.map(\.warning)).show(on: errorOutput)
        }
        guard let name = flags.dialect else {
            guard let database = try databaseIfAny() else {
                let names = invocation.databases.map { "--dialect \($0.kind.name)" }.joined(separator: " or ")
                throw ValidationError(
                    "No database is configured, so the SQL dialect is unknown. Use \(names), or configure a database.")
            }
            return OfflineMigrator(
                database.address, revisions: history,
                options: try options(baseDirectory: database.baseDirectory, tag: tag, onEvent: onEvent))
        }
        let known = invocation.databases
        guard let database = known.first(where: { $0.kind.name == name || $0.urlSchemes.contains(name) }) else {
            throw ValidationError(
                "There is no dialect \"\(name)\". "
                    + NearestNames.suggestion(for: name, among: known.map(\.kind.name)))
        }
        return OfflineMigrator(for: database, revisions: history, options: try options(tag: tag, onEvent: onEvent))
    }
}

/// The error for a step that needs the configured database while `--dialect` keeps it from being asked.
struct DialectHidesDatabase: ExplainedError {
    let explanation: Explanation

    /// Explains an error that `--dialect` causes; `nil` if the configured database is of another system, or if there is
    /// none.
    init?(_ error: OfflineError, _ flags: OfflineFlags, in project: Project) {
        guard let name = flags.dialect, let configured = try? project.databaseIfAny()?.address.database,
            configured.kind.name == name || configured.urlSchemes.contains(name)
        else { return nil }
        var explanation = error.explanation
        switch error {
        case .needsDatabase: break
        case .currentWithoutDatabase:
            explanation.message = "\"current\" needs the database, and with --dialect no database is asked"
        default: return nil
        }
        explanation.advice = "Leave out --dialect. The configured database is then asked, and only read."
        self.explanation = explanation
    }
}
