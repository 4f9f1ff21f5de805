import Foundation
import Testing

/// Commands for the shell.
enum ShellScenarios {
    static let all = [
        CommandScenario(command: "completion", servers: [.sqlite], run: completion),
        CommandScenario(command: "help", servers: [.sqlite], run: help),
    ]

    private static func completion(_ bench: CommandBench) async throws {
        for shell in ["bash", "zsh", "fish"] {
            #expect(try await bench.output("completion", shell).contains("athanor"))
        }
        #expect(try await bench.failure("completion", exitCode: 64).contains("`athanor completion bash`"))
        #expect(try await bench.failure("completion", "bsh", exitCode: 64).contains("\"bash\""))
    }

    private static func help(_ bench: CommandBench) async throws {
        #expect(try await bench.output("help") == bench.output("--help"))
        #expect(try await bench.failure("help", "upgrad", exitCode: 64).contains("Did you mean \"upgrade\"?"))
    }
}
