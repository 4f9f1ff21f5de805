internal import Athanor
internal import Foundation
internal import Logging

/// One call of the tool: the databases and revisions that it was built with, and its environment.
///
/// Commands read it from ``current``, since the argument parser creates them from their arguments alone.
struct Invocation: Sendable {
    /// The executable's name, as usage and advice show it.
    var name: String
    /// Whether it runs as a subcommand of another command: its name is then two words, `app migrate`.
    var isSubcommand = false
    /// The databases linked in.
    var databases: [any DatabaseSystem]
    /// The revisions compiled in; `nil` for a tool that reads them from a folder.
    var registry: RevisionRegistry?
    /// The environment variables.
    var environment: [String: String] = [:]
    /// Where relative paths start; `nil` for the process's own working directory.
    var workingDirectory: String?
    /// The URLs on the command line, which no error may repeat.
    var typedURLs = TypedURLs([], schemes: [])
    /// The passwords in configured values, which no error may repeat either.
    var configuredSecrets = ConfiguredSecrets()
    /// The database that the command works on.
    var announced = AnnouncedDatabase()
    /// Standard output.
    var output: TextOutput
    /// Standard error.
    var errorOutput: TextOutput
    /// Receives the log; `nil` to write warnings to ``errorOutput``.
    var logger: Logger?

    /// The call that the running task belongs to.
    @TaskLocal static var current = Invocation(
        name: "athanor", databases: [], registry: nil, output: .discarding, errorOutput: .discarding)

    /// The call that started this process.
    /// - Parameter environment: the environment variables; `nil` for those of the process.
    static func ofProcess(
        databases: [any DatabaseSystem], registry: RevisionRegistry?, environment: [String: String]? = nil
    ) -> Invocation {
        let environment = environment ?? ProcessInfo.processInfo.environment
        let path = CommandLine.arguments.first ?? "athanor"
        let name = path.split(separator: "/").last.map(String.init) ?? "athanor"
        return Invocation(
            name: name, databases: databases, registry: registry, environment: environment,
            output: .standard(descriptor: 1, environment: environment),
            errorOutput: .standard(descriptor: 2, environment: environment))
    }

    /// The path that opens a path as the user gave it.
    func path(_ given: String) -> String {
        guard let workingDirectory, !given.hasPrefix("/") else { return given }
        return given.isEmpty || given == "." ? workingDirectory : "\(workingDirectory)/\(given)"
    }

    /// The text without secrets.
    func hidingSecrets(in text: String) -> String {
        configuredSecrets.hidden(in: typedURLs.hidden(in: text))
    }

    /// The text with this executable's name in place of "`athanor …`".
    func namingTool(in text: String) -> String {
        name == "athanor" ? text : text.replacingOccurrences(of: "`athanor ", with: "`\(name) ")
    }
}
