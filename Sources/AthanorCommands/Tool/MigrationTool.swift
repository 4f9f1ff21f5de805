public import Athanor
internal import Dispatch
internal import Foundation
internal import Logging

/// An executable that migrates databases: the type with `@main`.
///
/// It names the databases that are linked in and the revisions that are compiled in; everything else comes with
/// ``main()``.
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

    /// The databases that this executable can migrate. The scheme of a URL chooses among them.
    static var databases: [any DatabaseSystem] { get }

    /// The source of the history. If left out, it is the folder that the configuration names.
    static var revisions: Revisions { get }
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
