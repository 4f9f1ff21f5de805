import Foundation
import TestSupport
import Testing

/// The migrations as a subcommand of a server's own command, in one executable.
@Suite("Embedded tool")
struct EmbeddedToolTests {
    private static let app = Executable.built("embedded-tool")

    private static func run(
        _ arguments: String..., in workspace: Workspace, database: String = "sqlite:app.db"
    ) async throws -> Execution {
        try await app.run(arguments, in: workspace.folder, environment: ["DATABASE_URL": database])
    }

    @Test("One executable migrates and serves")
    func oneExecutable() async throws {
        try await Workspace.with { workspace in
            let early = try await Self.run("serve", "sqlite:app.db", in: workspace)
            #expect(early.exitCode == 3, "\(early)")
            let upgrade = try await Self.run("migrate", "upgrade", "head", in: workspace)
            #expect(upgrade.exitCode == 0, "\(upgrade)")
            #expect(upgrade.output.contains("upgrade    aaa1  create users"), "\(upgrade)")
            let serving = try await Self.run("serve", "sqlite:app.db", in: workspace)
            #expect(serving.output == "serving at bbb2\n", "\(serving)")
            // The other command's parser would take it for an option.
            let downgrade = try await Self.run("migrate", "downgrade", "-1", in: workspace)
            #expect(downgrade.exitCode == 0, "\(downgrade)")
            let behind = try await Self.run("migrate", "current", "--check-heads", in: workspace)
            #expect(behind.exitCode == 1 && behind.output.hasPrefix("aaa1"), "\(behind)")
        }
    }

    @Test("Help and advice have the name of the whole command")
    func help() async throws {
        try await Workspace.with { workspace in
            let all = try await Self.run("--help", in: workspace)
            #expect(all.exitCode == 0 && all.output.contains("migrate"), "\(all)")
            let listed = try await Self.run("help", "migrate", in: workspace)
            #expect(listed.exitCode == 0 && listed.output.contains("upgrade"), "\(listed)")
            let tool = try await Self.run("migrate", "--help", in: workspace)
            #expect(tool.exitCode == 0 && tool.output.contains("USAGE: embedded-tool migrate"), "\(tool)")
            let command = try await Self.run("migrate", "upgrade", "--help", in: workspace)
            #expect(command.exitCode == 0, "\(command)")
            #expect(command.output.contains("USAGE: embedded-tool migrate upgrade"), "\(command)")
        }
    }

    @Test(
        "Errors are those of the tool, with its exit codes",
        arguments: [
            (["migrate", "upgrad"], 64, "Did you mean \"upgrade\"?"),
            (["migrate", "upgrade", "head", "--nonsense"], 64, "--nonsense"),
            (["migrate", "upgrade", "nowhere"], 1, "nowhere"),
            (["migrate", "completion", "bash"], 64, "--generate-completion-script"),
        ] as [([String], Int32, String)])
    func errors(_ arguments: [String], _ code: Int32, _ message: String) async throws {
        try await Workspace.with { workspace in
            let execution = try await Self.app.run(
                arguments, in: workspace.folder, environment: ["DATABASE_URL": "sqlite:app.db"])
            #expect(execution.exitCode == code, "\(execution)")
            #expect(execution.errors.contains(message), "\(execution)")
            // The other command's parser would print the exit code as an error of its own.
            #expect(execution.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(execution)")
            #expect(!execution.errors.contains("ExitCode"), "\(execution)")
        }
    }

    @Test("Ctrl-C and SIGTERM roll back, with their exit codes", arguments: [SIGINT, SIGTERM])
    func signal(_ signal: Int32) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await Workspace.with { workspace in
                let execution = try await Self.app.run(
                    ["migrate", "upgrade", "head", "-x", "pause=600"], in: workspace.folder,
                    environment: ["DATABASE_URL": database.url]
                ) { process in
                    while try await InterruptionTests.sleepers(in: database) == 0 { await Task.yield() }
                    kill(process, signal)
                }
                #expect(execution.exitCode == 128 + signal, "\(execution)")
                #expect(
                    execution.errors.contains("Revision bbb2 was rolled back; the database is at aaa1."),
                    "\(execution)")
                #expect(try await InterruptionTests.sleepers(in: database) == 0)
            }
        }
    }
}
