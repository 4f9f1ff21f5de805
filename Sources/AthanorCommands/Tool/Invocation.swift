internal import Athanor
internal import Foundation

/// One call of the tool: what it was built with and what surrounds it.
///
/// Commands find theirs as ``current``, since the argument parser makes them from their arguments alone.
struct Invocation: Sendable {
    /// The executable's name, as usage and advice show it.
    var name: String
    /// The databases linked in.
    var databases: [any Database]
    /// The revisions compiled in; `nil` for a tool that reads them from a folder.
    var registry: RevisionRegistry?
    /// The environment variables.
    var environment: [String: String] = [:]
    /// Where relative paths start; `nil` is the process's own working directory.
    var workingDirectory: String?
    /// What a person typed that no error may repeat.
    var typedURLs = TypedURLs([], schemes: [])
    /// Passwords in configured values, which no error may repeat either.
    var configuredSecrets = ConfiguredSecrets()
    /// The database that the command works on.
    var announced = AnnouncedDatabase()
    /// Standard output.
    var output: TextOutput
    /// Standard error.
    var errorOutput: TextOutput

    /// The call that the running task belongs to.
    @TaskLocal static var current = Invocation(
        name: "athanor", databases: [], registry: nil, output: .discarding, errorOutput: .discarding)

    /// The call that started this process.
    static func ofProcess(databases: [any Database], registry: RevisionRegistry?) -> Invocation {
        let environment = ProcessInfo.processInfo.environment
        let path = CommandLine.arguments.first ?? "athanor"
        let name = path.split(separator: "/").last.map(String.init) ?? "athanor"
        return Invocation(
            name: name, databases: databases, registry: registry, environment: environment,
            output: .standard(descriptor: 1, environment: environment),
            errorOutput: .standard(descriptor: 2, environment: environment))
    }

    /// A path as a person gave it, such that opening it finds what the person meant.
    func path(_ given: String) -> String {
        guard let workingDirectory, !given.hasPrefix("/") else { return given }
        return given.isEmpty || given == "." ? workingDirectory : "\(workingDirectory)/\(given)"
    }

    /// A text without what no error may repeat.
    func hidingSecrets(in text: String) -> String {
        configuredSecrets.hidden(in: typedURLs.hidden(in: text))
    }

    /// Text that says "`athanor …`" to users of an executable of another name.
    func namingTool(in text: String) -> String {
        name == "athanor" ? text : text.replacingOccurrences(of: "`athanor ", with: "`\(name) ")
    }
}
