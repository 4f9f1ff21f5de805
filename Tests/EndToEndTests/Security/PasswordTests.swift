import AthanorTesting
import Foundation
import TestSupport
import Testing

/// No command shows a password, wherever it came from and whatever goes wrong.
@Suite("Passwords")
struct PasswordTests {
    /// A password with characters that have a meaning in a URL, and parts of it that nothing else has.
    private static let password = "p@ss/s3cr3t:w0rd?x&y#%z"
    private static let traces = ["s3cr3t", "w0rd", "p@ss", "p%40ss"]
    private static let encoded = "p%40ss%2Fs3cr3t%3Aw0rd%3Fx%26y%23%25z"

    private static let revision = """
        -- a view
        --
        -- revision: a1
        -- down_revision:

        -- upgrade
        CREATE TABLE t (id integer);
        CREATE MATERIALIZED VIEW v AS SELECT id FROM t;

        -- downgrade
        DROP MATERIALIZED VIEW v;
        DROP TABLE t;
        """

    /// A way to a database: what stands on the command line, in the environment and in the file.
    private struct Way: Sendable {
        var arguments: [String] = []
        var environment: [String: String] = [:]
        var file = "versions: versions\n"
    }

    /// What a command needs to get as far as the database.
    private static func arguments(of command: String) -> [String] {
        switch command {
        case "upgrade", "stamp": ["head"]
        case "downgrade": ["base"]
        case "show", "edit", "repair", "reseal": ["a1"]
        case "refresh", "views show": ["v"]
        case "reparent": ["a1", "--down-revision", "base"]
        case "merge": ["heads"]
        case "revision": ["-m", "next", "--rev-id", "n\(UUID().uuidString.prefix(8))"]
        case "completion": ["bash"]
        default: []
        }
    }

    /// Commands that do not end by themselves, or do nothing with a database.
    private static let leftOut: Set<String> = ["serve", "init", "help", "completion", "list-templates"]

    private func expectNoTrace(in execution: Execution, of command: [String]) {
        for trace in Self.traces {
            let shown = (execution.output + execution.errors).contains(trace)
            #expect(!shown, "\(command) shows \(trace): \(execution)")
        }
        #expect(execution.exitCode >= 0 && execution.exitCode < 128, "\(command): \(execution)")
    }

    @Test("Every command, the password in each place, at servers good and bad")
    func everyCommand() async throws {
        let server = try await PrivatePostgreSQL.shared
        let port = try #require(server.port, "a server given in ATHANOR_TEST_POSTGRESQL has no port to try")
        let commands = try await DumpedCommand.all().filter { !Self.leftOut.contains($0.name) }
        #expect(commands.count > 20)
        try await ScratchDatabase.with(.postgreSQL) { database in
            let role = "secretive_\(UUID().uuidString.prefix(8).lowercased())"
            let name = database.name
            try await database.run("CREATE ROLE \(role) SUPERUSER LOGIN PASSWORD '\(Self.password)'")
            let good = "postgresql://\(role):\(Self.encoded)@127.0.0.1:\(port)/\(name)"
            let wrong = "postgresql://postgres:\(Self.encoded)@127.0.0.1:\(port)/\(name)"
            let parameter = "postgresql://127.0.0.1:\(port)/\(name)?user=\(role)&password=\(Self.encoded)"
            let unescaped = "postgresql://\(role):\(Self.password)@127.0.0.1:\(port)/\(name)"
            let nobody = "postgresql://\(role):\(Self.encoded)@127.0.0.1:1/\(name)?connect_timeout=2"
            let ways = [
                Way(arguments: ["--database", good]), Way(arguments: ["--database=\(wrong)", "--verbose"]),
                Way(environment: ["DATABASE_URL": unescaped]), Way(environment: ["ATHANOR_DATABASE": parameter]),
                Way(file: "database: \(nobody)\nversions: versions\n"),
                Way(file: "database: [\(good)\n"), Way(file: "databse: \"\(good)\"\n"),
                Way(
                    arguments: ["--database", "postgresql://\(role)@127.0.0.1:\(port)/\(name)", "--verbose"],
                    environment: ["PGPASSWORD": Self.password]),
                Way(arguments: ["--database", "postgres//\(role):\(Self.password)@127.0.0.1/\(name)", "--json"]),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, way) in ways.enumerated() {
                    group.addTask {
                        try await Workspace.with { workspace in
                            try workspace.write(Self.revision, to: "versions/a1_view.sql")
                            try workspace.write(way.file, to: "athanor.yaml")
                            for command in commands {
                                let words = command.name.split(separator: " ").map(String.init)
                                let options = way.arguments.filter { option in
                                    guard option.hasPrefix("--"), !option.contains("=") else { return true }
                                    return option == "--database"
                                        || command.options.contains(String(option.dropFirst(2)))
                                        || command.options.contains(option)
                                }
                                let line = words + Self.arguments(of: command.name) + options
                                let execution = try await Executable.athanor.run(
                                    line, in: workspace.folder,
                                    environment: way.environment.merging(["EDITOR": "true"]) { $1 })
                                expectNoTrace(in: execution, of: ["way \(number)"] + line)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            // What others can see of it in the database: neither the log, nor the sessions' names and statements.
            let seen = try await database.rows(
                """
                SELECT l::text AS text FROM athanor.log AS l
                UNION ALL SELECT concat(a.application_name, a.query) FROM pg_stat_activity AS a
                WHERE a.pid <> pg_backend_pid() AND a.query NOT LIKE 'CREATE ROLE%'
                """)
            for trace in Self.traces { #expect(!seen.contains { $0.contains(trace) }) }
            try await database.run("REASSIGN OWNED BY \(role) TO postgres", "DROP ROLE \(role)")
        }
    }

    #if os(Linux)
        @Test("While it runs, a password on the command line cannot be seen by others, nor what its hooks are given")
        func processTitle() async throws {
            let server = try await PrivatePostgreSQL.shared
            let port = try #require(server.port, "a server given in ATHANOR_TEST_POSTGRESQL has no port to try")
            try await ScratchDatabase.with(.postgreSQL) { database in
                let role = "titled_\(UUID().uuidString.prefix(8).lowercased())"
                let name = database.name
                try await database.run("CREATE ROLE \(role) SUPERUSER LOGIN PASSWORD '\(Self.password)'")
                let url = "postgresql://\(role):\(Self.encoded)@127.0.0.1:\(port)/\(name)"
                try await Workspace.with { workspace in
                    try workspace.write(
                        """
                        versions: versions
                        post_write_hooks: ["cat /proc/$PPID/cmdline /proc/self/cmdline > seen; env > environment"]
                        """, to: "athanor.yaml")
                    try workspace.write(
                        Self.revision.replacing("CREATE TABLE t", with: "SELECT pg_sleep(120); CREATE TABLE t"),
                        to: "versions/a1_view.sql")
                    for arguments in [["--database", url], ["--database=\(url)"]] {
                        let execution = try await Executable.athanor.run(
                            ["upgrade", "head"] + arguments, in: workspace.folder
                        ) { process in
                            let sleeping =
                                "SELECT pid::text AS pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(120)%' "
                                + "AND state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()"
                            let deadline = ContinuousClock.now + .seconds(60)
                            while try await database.rows(sleeping).isEmpty,
                                ContinuousClock.now < deadline
                            {
                                try await Task.sleep(for: .milliseconds(50))
                            }
                            let title = try Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))
                            let text = String(decoding: title, as: UTF8.self)
                            #expect(text.contains("upgrade\0head\0--database"), "\(text)")
                            #expect(text.contains("postgresql://\(role):***"), "\(text)")
                            for trace in Self.traces { #expect(!text.contains(trace), "\(text)") }
                            kill(process, SIGINT)
                        }
                        #expect(execution.exitCode == 130, "\(execution)")
                    }
                    let written = try await Executable.athanor.run(
                        ["revision", "-m", "next", "--database", url], in: workspace.folder)
                    #expect(written.exitCode == 0, "\(written)")
                    let seen = try workspace.read("seen") + workspace.read("environment")
                    #expect(seen.contains("revision\0-m\0next"), "\(seen)")
                    for trace in Self.traces { #expect(!seen.contains(trace), "\(seen)") }
                }
                try await database.run("DROP OWNED BY \(role)", "DROP ROLE \(role)")
            }
        }
    #endif
}
