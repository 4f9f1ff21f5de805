public import ArgumentParser
internal import Foundation

/// A migration tool as a subcommand of another command; ``MigrationTool/Command`` names it.
///
/// It passes all arguments after its name to the tool. Help, usage errors and exit codes are those of the tool's own
/// executable, with the other command's name. SIGINT and SIGTERM roll back.
public struct EmbeddedMigrationCommand<Tool: MigrationTool>: AsyncParsableCommand {
    /// The command's name, and a list of its subcommands.
    public static var configuration: CommandConfiguration {
        let tool = AthanorCommand.configuration
        var list: [(name: String, abstract: String)] = []
        for command in tool.subcommands {
            let configuration = command.configuration
            list.append((configuration.commandName ?? "", configuration.abstract))
        }
        let width = list.map { $0.name.count }.max() ?? 0
        let lines = list.map { "  \($0.name.padded(to: width))  \($0.abstract)" }
        return CommandConfiguration(
            commandName: Tool.commandName, abstract: tool.abstract,
            discussion: """
                \(lines.joined(separator: "\n"))

                `\(path) --help` shows more, and `\(path) upgrade --help` shows a command.
                """)
    }

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The command and its arguments.", valueName: "command"),
        completion: Self.completion)
    var arguments: [String] = []

    /// Creates a command without arguments, as the argument parser does.
    public init() {}

    /// Runs the tool's command.
    /// - Throws: `ExitCode`, unless it succeeded. The command has shown the error.
    public func run() async throws {
        // The reader of our output may stop reading; that must not stop a migration.
        signal(SIGPIPE, SIG_IGN)
        ProcessTitle.hidePasswords()
        let invocation = Self.invocation
        let work = Task { [arguments] in await invocation.runUnlessCancelled(arguments) }
        let interruption = Interruption(reportingTo: invocation.errorOutput) { work.cancel() }
        let status = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        let code = interruption.exitStatus(after: status)
        if code != .success { throw ExitCode(code.rawValue) }
    }

    /// Completes commands, options and names of revisions.
    private static var completion: CompletionKind {
        let (invocation, name) = (invocation, Tool.commandName)
        return .custom { words, index, prefix in
            EmbeddedCompletion(words: words, completing: index, after: name, prefix: prefix).candidates(of: invocation)
        }
    }

    private static var invocation: Invocation {
        var invocation = Tool.invocation(name: path)
        invocation.isSubcommand = true
        return invocation
    }

    /// The executable's name and the command's: `app migrate`.
    private static var path: String {
        "\(Invocation.ofProcess(databases: [], registry: nil).name) \(Tool.commandName)"
    }
}
