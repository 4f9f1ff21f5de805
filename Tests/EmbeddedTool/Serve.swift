import ArgumentParser
import Athanor
import AthanorPostgreSQL
import AthanorSQLite

/// Stands for somebody's server: starts only on a schema that is up to date.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the server.")

    @Argument var databaseURL: String

    func run() async throws {
        let address = try DatabaseAddress(databaseURL, among: [PostgreSQL(), SQLite()])
        let state = try await Migrator(address, revisions: discoveredRevisions.revisionSet()).state()
        guard state.isUpToDate else { throw ExitCode(3) }
        print("serving at \(state.rows.map(\.description).joined(separator: ", "))")
    }
}
