internal import ArgumentParser
internal import Athanor

/// Options of commands that can print SQL instead of running it.
struct OfflineFlags: ParsableArguments {
    @Flag(help: "Print the SQL as a script for psql or sqlite3 instead of running it (offline mode).")
    var sql = false

    @Option(
        help: ArgumentHelp(
            "The SQL dialect, postgresql or sqlite; asks no database (default: that of the configured database).",
            valueName: "name"), completion: .list(Invocation.current.databases.map(\.kind.name)))
    var dialect: String?

    /// Checks that a dialect is given only where SQL is written in it.
    /// - Parameter plansRange: whether a range is planned, which asks no database either.
    /// - Throws: `ValidationError`.
    func check(plansRange: Bool = false) throws {
        guard dialect != nil, !sql, !plansRange else { return }
        throw ValidationError("--dialect needs --sql, or --plan with a range: it names the SQL dialect to print.")
    }
}

extension OfflineFlags {
    /// Runs `body`, which writes or plans a script.
    /// - Throws: the error of `body`, with advice that fits the options.
    func writing<Result>(_ project: Project, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as OfflineError {
            if let explained = DialectHidesDatabase(error, self, in: project) { throw explained }
            throw error
        }
    }
}
