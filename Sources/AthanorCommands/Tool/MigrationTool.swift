public import Athanor
internal import Dispatch
internal import Foundation
public import Logging

/// A tool that migrates databases: a separate executable, or a part of another program.
///
/// It names the databases that are linked in and the revisions that are compiled in. In a separate executable, it is
/// the type with `@main`. A program that has other commands too lists ``Command`` among its subcommands, or calls
/// ``run(_:name:environment:output:errorOutput:logger:)``.
///
/// ```swift
/// @main
/// struct Migrate: MigrationTool {
///     static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
///     static let revisions = discoveredRevisions
/// }
/// ```
public protocol MigrationTool {
    /// The source of the history: a `RevisionRegistry` or, if left out, the folder of revision files.
    associatedtype Revisions: RevisionSource = RevisionFolder

    /// The databases that the tool can migrate. The scheme of a URL chooses among them.
    static var databases: [any DatabaseSystem] { get }

    /// The source of the history. If left out, it is the folder that the configuration names.
    static var revisions: Revisions { get }

    /// The name of ``Command`` among the subcommands of another command: `migrate`, if left out.
    static var commandName: String { get }
}

extension MigrationTool {
    /// `migrate`.
    public static var commandName: String { "migrate" }

    /// The command with all its subcommands, as a subcommand of a server's own command.
    ///
    /// ```swift
    /// @main
    /// struct App: AsyncParsableCommand {
    ///     static let configuration = CommandConfiguration(subcommands: [Serve.self, Migrate.Command.self])
    /// }
    /// ```
    ///
    /// `app migrate upgrade head` is the same as `migrate upgrade head` of a separate executable.
    public typealias Command = EmbeddedMigrationCommand<Self>

    /// Runs a command inside a program that does other work too.
    ///
    /// It does not end the process, handle signals or change the program's logging. Cancel its task to interrupt it, as
    /// SIGINT interrupts the executable: the running statement is cancelled and rolled back.
    /// - Parameters:
    ///   - arguments: the arguments without the name of the executable, such as `["upgrade", "head"]`.
    ///   - name: the command's name in usage, help and advice; `nil` for that of the executable.
    ///   - environment: the environment variables; `nil` for those of the process.
    ///   - output: receives the output; `nil` writes it to standard output.
    ///   - errorOutput: receives errors and progress; `nil` writes them to standard error.
    ///   - logger: receives the log of the run and of its connections; `nil` writes warnings to `errorOutput`.
    /// - Returns: the exit code: 0 for success (also if there was nothing to do), 1 for a failure, 64 for wrong usage, 130
    ///   if its task was cancelled before the work was done.
    public static func run(
        _ arguments: [String], name: String? = nil, environment: [String: String]? = nil,
        output: (@Sendable (String) -> Void)? = nil, errorOutput: (@Sendable (String) -> Void)? = nil,
        logger: Logger? = nil
    ) async -> Int32 {
        var invocation = invocation(name: name, environment: environment)
        if let output { invocation.output = TextOutput(isTerminal: false, usesColors: false, write: output) }
        if let errorOutput {
            invocation.errorOutput = TextOutput(isTerminal: false, usesColors: false, write: errorOutput)
        }
        invocation.logger = logger
        return await invocation.runUnlessCancelled(arguments).rawValue
    }

    /// A call with the process's own streams.
    static func invocation(name: String?, environment: [String: String]? = nil) -> Invocation {
        var invocation = Invocation.ofProcess(
            databases: databases, registry: revisions.registry, environment: environment)
        if let name { invocation.name = name }
        return invocation
    }
}

extension MigrationTool where Revisions == RevisionFolder {
    /// The folder that the configuration names.
    public static var revisions: RevisionFolder { RevisionFolder() }
}

extension MigrationTool {
    /// Runs the command in the process's arguments, and ends the process with its exit code.
    ///
    /// The exit code is 0 for success (also if there was nothing to do), 1 for a failure, 64 for wrong usage, and 130
    /// or 143 if SIGINT or SIGTERM interrupted the work. The first such signal cancels the running statement and rolls
    /// back; a second one ends the process at once.
    ///
    /// Standard input, output and error that are closed at the start are opened on `/dev/null`. Otherwise a connection
    /// to a database could get their numbers, and output would be written into it.
    public static func main() {
        // Must come before any asynchronous work, whose queues open descriptors too.
        StandardDescriptors.openMissing()
        // The reader of our output may stop reading (`athanor history | head`); that must not stop a migration.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        HelpWidth.makeRoom()
        ProcessTitle.hidePasswords()
        let invocation = Invocation.ofProcess(databases: databases, registry: revisions.registry)
        let verbosity: Logger.Level = arguments.contains("--verbose") ? .debug : .warning
        LoggingSystem.bootstrap { [output = invocation.errorOutput] label in
            QuietLogHandler(output: output, level: verbosity)
        }
        let work = Task { await invocation.run(arguments) }
        let interruption = Interruption(reportingTo: invocation.errorOutput) { work.cancel() }
        Task {
            let status = await work.value
            exit(interruption.exitStatus(after: status).rawValue)
        }
        dispatchMain()
    }
}
