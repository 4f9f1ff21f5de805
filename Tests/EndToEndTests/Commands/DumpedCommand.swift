import Foundation

/// A command as `athanor` itself describes it.
struct DumpedCommand: Sendable {
    /// Its name.
    let name: String
    /// The long names of its options.
    let options: [String]
    /// The lines of its help that must not be filled.
    let examples: [String]
    /// The options and arguments that take a value, with how a shell completes it; `nil` for not at all.
    let completions: [String: String?]

    /// Every command, read from the executable.
    static func all() async throws -> [DumpedCommand] {
        let dumped = try await Executable.athanor.run(["--experimental-dump-help"], in: Executable.repository)
        let root = try JSONDecoder().decode(Dump.self, from: Data(dumped.output.utf8)).command
        return root.subcommands.flatMap(\.withCommandsUnderIt).map { command in
            let arguments = command.arguments ?? []
            let completions = arguments.filter { $0.kind != "flag" }.map { argument in
                (argument.names?.last.map(\.text) ?? argument.valueName ?? "", argument.completionKind?.keys.first)
            }
            return DumpedCommand(
                name: command.commandName,
                options: arguments.filter(\.shouldDisplay).flatMap { $0.names ?? [] }.map(\.text),
                examples: (command.discussion ?? "").split(separator: "\n").map(String.init).filter {
                    $0.hasPrefix("  ")
                },
                completions: Dictionary(completions) { first, _ in first })
        }
    }

    private struct Dump: Decodable {
        let command: Root
    }

    private struct Root: Decodable {
        let subcommands: [Command]
    }

    private struct Command: Decodable {
        let commandName: String
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?

        /// The command and those under it, whose names begin with its own.
        var withCommandsUnderIt: [Command] {
            [self]
                + (subcommands ?? []).map {
                    Command(
                        commandName: "\(commandName) \($0.commandName)", discussion: $0.discussion,
                        arguments: $0.arguments, subcommands: nil)
                }
        }
    }

    private struct Argument: Decodable {
        let kind: String
        let shouldDisplay: Bool
        let valueName: String?
        let names: [Name]?
        let completionKind: [String: Ignored]?
    }

    private struct Name: Decodable {
        let kind: String
        let name: String

        var text: String { (kind == "long" ? "--" : "-") + name }
    }

    /// What is not looked at.
    private struct Ignored: Decodable {
        init(from decoder: any Decoder) {}
    }
}
