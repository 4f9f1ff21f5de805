import Foundation
import Testing

@testable import AthanorCommands

@Suite struct ShellCommandTests {
    private let environment = ["PATH": "/usr/bin:/bin"]

    @Test(
        "The result is the command's exit code or signal",
        arguments: [
            ("exit 0", ShellCommand.Ending.exited(0)), ("exit 7", .exited(7)),
            ("kill -KILL $$", .killed(signal: SIGKILL)),
            (#"test "$1" = "it's""#, .exited(0)),
        ])
    func itEndsAsTheCommandDoes(_ text: String, _ ending: ShellCommand.Ending) async throws {
        let command = ShellCommand(text: text, arguments: ["it's"], environment: environment, folder: "/")
        #expect(try await command.run() == ending)
    }

    @Test("The cancellation of a task ends its command", .timeLimit(.minutes(1)))
    func aCancelledTaskEndsIt() async throws {
        let project = try TemporaryProject()
        let command = ShellCommand(
            text: "touch started; exec sleep 600", environment: environment, folder: project.path)
        let task = Task { try await command.run() }
        while try !project.names(in: "").contains("started") { await Task.yield() }
        task.cancel()
        #expect(try await task.value == .killed(signal: SIGTERM))
    }

    @Test("A command that does not end when it is asked to is ended", .timeLimit(.minutes(1)))
    func deaf() async throws {
        let project = try TemporaryProject()
        var command = ShellCommand(
            text: "trap '' TERM; touch started; while :; do sleep 0.05; done", environment: environment,
            folder: project.path)
        command.patience = 0.1
        let task = Task { [command] in try await command.run() }
        while try !project.names(in: "").contains("started") { await Task.yield() }
        task.cancel()
        #expect(try await task.value == .killed(signal: SIGKILL))
    }

    @Test("A task that is cancelled already starts no command")
    func aTaskThatIsCancelledAlreadyBeginsNothing() async throws {
        let command = ShellCommand(text: "exit 7", environment: environment)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await command.run()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
