import AthanorTesting
import Foundation
import TestSupport
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

    /// Settings from elsewhere than the URL that `libpq` refuses.
    struct Refused: Sendable, CustomStringConvertible {
        var environment: [String: String] = [:]
        var service = ""
        let message: String
        let advice: String
        var description: String { "\(environment) \(service)" }
    }

    private static let refused = [
        Refused(
            environment: ["PGPORT": "s3cr3tpw"], message: "PGPORT is not valid for `port`", advice: "65535"),
        Refused(environment: ["PGSSLMODE": "s3cr3tpw"], message: "PGSSLMODE is not valid", advice: "unset"),
        Refused(
            environment: ["PGCONNECT_TIMEOUT": "s3cr3tpw"], message: "PGCONNECT_TIMEOUT is not valid", advice: "unset"),
        Refused(environment: ["PGTARGETSESSIONATTRS": "s3cr3tpw"], message: "PGTARGETSESSIONATTRS", advice: "unset"),
        Refused(environment: ["PGHOSTADDR": "s3cr3tpw"], message: "PGHOSTADDR is not valid", advice: "unset"),
        Refused(environment: ["PGOPTIONS": "-c nonsense=1"], message: "nonsense", advice: "PGOPTIONS"),
        Refused(
            environment: ["PGDATABASE": "postgresql://pw:s3cr3tpw@127.0.0.1/x"], message: "does not exist",
            advice: "take it out of PGDATABASE"),
        Refused(service: "dbname=postgresql://pw:s3cr3tpw@127.0.0.1/x", message: "does not exist", advice: "`dbname`"),
        Refused(service: "port=s3cr3tpw", message: "`port` in the service file", advice: ".pg_service.conf"),
        Refused(service: "sslmode=s3cr3tpw", message: "`sslmode` in the service file", advice: ".pg_service.conf"),
        Refused(service: "nonsense=1", message: "syntax error in service file", advice: ".pg_service.conf"),
        Refused(environment: ["PGSERVICE": "nowhere"], message: "nowhere", advice: ".pg_service.conf"),
        Refused(
            environment: ["PGSERVICE": "postgresql://pw:s3cr3tpw@127.0.0.1/x"], message: "definition of service",
            advice: ".pg_service.conf"),
    ]

    @Test("What libpq refuses is told by what sets it, and its value is not shown", arguments: refused)
    func refusedSettings(case refused: Refused) async throws {
        let server = try await PrivatePostgreSQL.shared
        let port = try #require(server.port, "a server given in ATHANOR_TEST_POSTGRESQL has no port to try")
        try await Workspace.with { workspace in
            try workspace.write("versions: versions\n", to: "athanor.yaml")
            try workspace.write(BadInput.first, to: "versions/a.sql")
            try workspace.write("[odd]\n\(refused.service)\n", to: "services")
            var environment = [
                "PGSERVICEFILE": workspace.folder.appending(path: "services").path, "PGHOST": "127.0.0.1",
                "PGPORT": "\(port)", "PGUSER": "postgres", "PGPASSWORD": PrivatePostgreSQL.password,
            ].merging(refused.environment) { $1 }
            if !refused.service.isEmpty { environment["PGSERVICE"] = "odd" }
            if refused.service.hasPrefix("port") { environment["PGPORT"] = nil }
            let execution = try await Executable.athanor.run(
                ["current", "--database", "postgresql:///"], in: workspace.folder, environment: environment)
            #expect(execution.exitCode == 1, "\(execution)")
            #expect(!(execution.output + execution.errors).contains("s3cr3t"), "\(execution)")
            #expect(
                execution.errors.contains(refused.message) && execution.errors.contains(refused.advice), "\(execution)")
            #expect(!execution.errors.contains("Check host and port"), "\(execution)")
        }
    }

    @Test(
        "Values that would control a terminal are refused before libpq shows them",
        arguments: [
            ("PGPASSFILE", ""), ("PGSERVICEFILE", ""), ("HOME", ""), ("", "passfile=/tmp/pf%1B%5B31mdir"),
            ("", "user=a%0Ab"), ("", "application_name=%C2%9B31m"),
        ])
    func controlCharacters(variable: String, parameter: String) async throws {
        let server = try await PrivatePostgreSQL.shared
        let port = try #require(server.port, "a server given in ATHANOR_TEST_POSTGRESQL has no port to try")
        try await Workspace.with { workspace in
            try workspace.write("versions: versions\n", to: "athanor.yaml")
            try workspace.write(BadInput.first, to: "versions/a.sql")
            let odd = workspace.folder.appending(path: "pf\u{1B}[31mdir")
            try FileManager.default.createDirectory(
                at: odd.appending(path: ".pgpass"), withIntermediateDirectories: true)
            let execution = try await Executable.athanor.run(
                ["current", "--database", "postgresql://postgres@127.0.0.1:\(port)/postgres?\(parameter)"],
                in: workspace.folder, environment: variable.isEmpty ? [:] : [variable: odd.path])
            #expect(execution.exitCode == 1 && execution.errors.contains("holds a control character"), "\(execution)")
            #expect(!execution.errors.unicodeScalars.contains("\u{1B}"), "\(execution)")
        }
    }
}
