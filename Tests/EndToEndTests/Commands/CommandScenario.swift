import Foundation
import TestSupport
import Testing

/// What is expected of one command, from end to end.
struct CommandScenario: Sendable, CustomTestStringConvertible {
    /// The command's name.
    let command: String
    /// The databases that it is tried on: one is enough for commands that ask none.
    var servers = TestedDatabase.allCases
    /// Runs the command, and looks at what it did.
    let run: @Sendable (CommandBench) async throws -> Void

    var testDescription: String { command }

    /// Every command's.
    static let all =
        WritingScenarios.all + MovingScenarios.all + LookingScenarios.all + ViewScenarios.all + ShellScenarios.all

    /// Each on each of its databases.
    static var cases: [(CommandScenario, TestedDatabase)] {
        all.flatMap { scenario in scenario.servers.map { (scenario, $0) } }
    }
}
