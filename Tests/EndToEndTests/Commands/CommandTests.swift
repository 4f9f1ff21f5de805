import Foundation
import TestSupport
import Testing

/// Each command of the tree, run as a person and as a machine would run it.
@Suite("Every command")
struct CommandTests {
    @Test(
        "It does its work, says what it did, and prints the JSON that is documented", arguments: CommandScenario.cases)
    func works(_ scenario: CommandScenario, on server: TestedDatabase) async throws {
        try await CommandBench.with(server) { try await scenario.run($0) }
    }

    @Test("Every command that athanor has is tested here")
    func allAreTested() async throws {
        let commands = try await DumpedCommand.all().map(\.name)
        let tested = Set(CommandScenario.all.map(\.command))
        #expect(
            Set(commands).subtracting(tested).sorted() == [], "these commands have no scenario in CommandScenario.all")
        #expect(tested.subtracting(commands).sorted() == [], "there are scenarios for commands that are gone")
    }

    @Test("Every command's help is found in both ways, and fits a terminal")
    func help() async throws {
        for command in try await DumpedCommand.all() where command.name != "help" {
            let words = command.name.split(separator: " ").map(String.init)
            let asked = try await Executable.athanor.run(words + ["--help"], in: Executable.repository)
            let helped = try await Executable.athanor.run(["help"] + words, in: Executable.repository)
            #expect(asked.exitCode == 0 && asked.errors.isEmpty && asked.output == helped.output, "\(command.name)")
            #expect(asked.output.contains("\nUSAGE: athanor \(command.name)"), "\(asked)")
            for line in asked.output.split(separator: "\n") { #expect(line.count <= 80, "\(command.name): \(line)") }
            // An example that is too long would be broken, and go on at the margin.
            for line in command.examples { #expect(line.count <= 80, "\(command.name): \(line)") }
        }
    }

    @Test("Every argument that takes a revision's name or one of some words is completed")
    func completions() async throws {
        let completed = [
            "revision", "target", "targets", "range", "kind", "template", "dialect", "format", "shell", "config",
            "head", "depends-on", "versions", "onto", "view", "refreshes", "concurrently", "if-busy",
        ]
        for command in try await DumpedCommand.all() {
            for (name, completion) in command.completions {
                let bare = name.trimmingPrefix("--")
                guard completed.contains(String(bare)) else { continue }
                #expect(completion != nil, "\(command.name) \(name)")
            }
        }
    }
}
