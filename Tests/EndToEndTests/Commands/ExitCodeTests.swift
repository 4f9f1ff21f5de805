import Foundation
import TestSupport
import Testing

/// The exit codes of `Configuration.md`. `InterruptionTests` test those of interrupted work.
@Suite("Exit codes")
struct ExitCodeTests {
    @Test("The table of the documentation names these codes, and no others")
    func documented() throws {
        let page = try String(
            contentsOf: Executable.repository.appending(path: "Sources/Athanor/Athanor.docc/Configuration.md"),
            encoding: .utf8)
        let table = try #require(page.split(separator: "### Exit codes\n").last?.split(separator: "\n\n").first)
        let codes = table.matches(of: /\n\| (?<codes>[0-9, ]+) \|/).flatMap { $0.codes.split(separator: ", ") }
        #expect(codes == ["0", "1", "64", "130", "143"])
    }

    @Test("Help, a version and having nothing to do are success", arguments: TestedDatabase.allCases)
    func success(on server: TestedDatabase) async throws {
        try await CommandBench.with(server) { bench in
            for arguments in [
                ["--help"], ["--version"], ["help"], ["upgrade", "bb22"], ["upgrade", "bb22"], ["current"],
            ] {
                let execution = try await bench.athanor(arguments)
                #expect(execution.exitCode == 0 && execution.errorsBesideDatabase.isEmpty, "\(arguments): \(execution)")
            }
        }
    }

    @Test("A failure is 1, whatever failed", arguments: TestedDatabase.allCases)
    func failure(on server: TestedDatabase) async throws {
        try await CommandBench.with(server) { bench in
            try await bench.failure("upgrade", "head")
            try await bench.failure("upgrade", "zz")
            try await bench.failure("refresh", "nothing")
            try await bench.failure("heads", "--versions", "nowhere")
            try await bench.failure("heads", "--config", "nowhere.yaml")
        }
    }

    @Test(
        "A wrong command line is 64, prints nothing on standard output, and says what to do",
        arguments: [
            (["upgrad", "head"], "Did you mean \"upgrade\"?"),
            (["help", "downgrad"], "Did you mean \"downgrade\"?"),
            (["upgrade", "head", "--detabase", "x"], "Did you mean '--database'?"),
            (["upgrade"], "`athanor upgrade head`"),
            (["upgrade", "a", "b"], "athanor upgrade --help"),
            (["revision", "-m"], "-m <message>"),
            (["upgrade", "head", "--lock-wait", "soon"], "30s"),
            (["log", "-n", "many"], "-n <count>"),
            (["log", "--kind", "upgrades"], "Did you mean \"upgrade\"?"),
            (["current", "--database", "nosuch:x"], "postgresql://"),
            (["upgrade", "head", "--json", "--nothing"], "--nothing"),
            (["upgrade", "head", "--json", "--lock-wait", "soon"], "30s"),
            (["current", "--json", "--database", "nosuch:x"], "postgresql://"),
            (["revision", "--json", "-m", "x", "--version-path", "nowhere"], "versions"),
        ])
    func usage(_ arguments: [String], _ advice: String) async throws {
        try await Workspace.with { workspace in
            try workspace.write("", to: "versions/.gitkeep")
            let execution = try await Executable.athanor.run(
                arguments, in: workspace.folder, environment: ["DATABASE_URL": "sqlite:app.db"])
            #expect(execution.exitCode == 64 && execution.output.isEmpty, "\(execution)")
            #expect(execution.isOneReadableError && execution.errors.contains(advice), "\(execution)")
        }
    }
}
