import AthanorTesting
import Foundation
import Testing

/// What people set for every client of PostgreSQL holds for Athanor too.
@Suite("PostgreSQL's own settings")
struct PostgreSQLSettingsTests {
    @Test("A service file names the server, and .pgpass has the password")
    func serviceAndPasswordFile() async throws {
        let server = try await PrivatePostgreSQL.shared
        let port = try #require(server.port, "a server given in ATHANOR_TEST_POSTGRESQL has no password file to try")
        try await Workspace.with { workspace in
            try workspace.write("versions: versions\n", to: "athanor.yaml")
            try workspace.write(BadInput.first, to: "versions/a.sql")
            try workspace.write(
                "[reporting]\nhost=127.0.0.1\nport=\(port)\nuser=postgres\ndbname=postgres\n", to: "services")
            try workspace.write("127.0.0.1:\(port):*:postgres:\(PrivatePostgreSQL.password)\n", to: "passwords")
            // libpq passes over a password file that others may read.
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: workspace.folder.appending(path: "passwords").path)
            let execution = try await Executable.athanor.run(
                ["current", "--database", "postgresql:///?service=reporting"], in: workspace.folder,
                environment: [
                    "PGSERVICEFILE": workspace.folder.appending(path: "services").path,
                    "PGPASSFILE": workspace.folder.appending(path: "passwords").path,
                ])
            #expect(execution.exitCode == 0, "\(execution)")
            #expect(execution.output == "The database is at base: no revision is applied.\n")
        }
    }
}
