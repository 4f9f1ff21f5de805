internal import ArgumentParser
internal import Athanor
internal import Foundation

/// The candidates that complete a word of a tool's command line, where the tool is a subcommand of another command.
///
/// The parser of the other command only knows that arguments follow. Names of views are not completed: they need a query
/// to the database, and the parser refuses to run commands with asynchronous completions in the usual way.
struct EmbeddedCompletion {
    /// The words between the tool's name and the word that is completed.
    let typed: [String]
    /// The part of the word that is typed already.
    let prefix: String

    /// - Parameters:
    ///   - words: the whole command line, as the shell has it.
    ///   - index: the position of the word that is completed.
    ///   - name: the tool's name among the subcommands.
    ///   - prefix: the part of the word that is typed already.
    init(words: [String], completing index: Int, after name: String, prefix: String) {
        let before = words.prefix(max(0, index))
        typed = before.firstIndex(of: name).map { Array(before[($0 + 1)...]) } ?? []
        self.prefix = prefix
    }

    /// The candidates that begin with ``prefix``.
    func candidates(of invocation: Invocation) -> [String] {
        Invocation.$current.withValue(invocation) {
            guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(AthanorCommand._dumpHelp().utf8)) else {
                return []
            }
            return candidates(in: dump.command)
        }
    }

    private func candidates(in tool: CommandDump) -> [String] {
        var command = tool
        var positions = 0
        for word in typed where !word.hasPrefix("-") {
            if let next = command.subcommands?.first(where: { $0.commandName == word }) {
                command = next
            } else {
                positions += 1
            }
        }
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        if let last = typed.last, let option = arguments.first(where: { $0.takesValue(after: last) }) {
            return values(of: option).filter { $0.hasPrefix(prefix) }
        }
        if prefix.hasPrefix("-") {
            return arguments.flatMap(\.spellings).filter { $0.hasPrefix(prefix) }
        }
        let commands = (command.subcommands ?? []).filter { $0.shouldDisplay ?? true }.map(\.commandName)
        let places = arguments.filter { $0.kind == "positional" }
        let place = places.dropFirst(positions).first ?? places.last
        return (commands + (place.map(values) ?? [])).filter { $0.hasPrefix(prefix) }
    }

    private func values(of argument: ArgumentDump) -> [String] {
        if let values = argument.completionKind?.list?.values ?? argument.allValues { return values }
        guard ["revision", "revisions", "target", "targets"].contains(argument.valueName) else { return [] }
        return RevisionNameCompletion(commandLine: typed, prefix: prefix, symbols: ["head", "heads", "base"])
            .candidates.map { $0.text(for: .requesting) }
    }
}

/// The commands, as `--experimental-dump-help` of swift-argument-parser writes them.
private struct Dump: Decodable {
    let command: CommandDump
}

private struct CommandDump: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let subcommands: [CommandDump]?
    let arguments: [ArgumentDump]?
}

private struct ArgumentDump: Decodable {
    struct Name: Decodable {
        let kind: String
        let name: String
    }

    struct Completion: Decodable {
        struct List: Decodable {
            let values: [String]
        }

        let list: List?
    }

    let kind: String
    let shouldDisplay: Bool
    let names: [Name]?
    let valueName: String?
    let allValues: [String]?
    let completionKind: Completion?

    /// The names as they are typed.
    var spellings: [String] { (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name } }

    func takesValue(after word: String) -> Bool { kind == "option" && spellings.contains(word) }
}
