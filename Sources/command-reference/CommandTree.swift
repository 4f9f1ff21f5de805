/// A command with its subcommands, as `--experimental-dump-help` of swift-argument-parser writes it.
///
/// Contains only what the reference shows. The parser's own types for it are not part of any product.
struct CommandTree: Decodable {
    struct Dump: Decodable {
        let command: CommandTree
    }

    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let subcommands: [CommandTree]?
    let arguments: [CommandArgument]?

    /// The visible subcommands, each followed by its own subcommands, whose names begin with its name.
    var visibleSubcommands: [CommandTree] {
        (subcommands ?? []).filter { $0.shouldDisplay ?? true }.flatMap { command in
            [command] + command.visibleSubcommands.map { $0.under(command) }
        }
    }

    private func under(_ parent: CommandTree) -> CommandTree {
        CommandTree(
            commandName: "\(parent.commandName) \(commandName)", abstract: abstract, discussion: discussion,
            shouldDisplay: shouldDisplay, subcommands: nil, arguments: arguments)
    }

    /// The visible arguments and options.
    var visibleArguments: [CommandArgument] { (arguments ?? []).filter(\.shouldDisplay) }

    /// The usage line of the command, as in its help.
    func usage(under parent: String) -> String {
        let hasOptions = visibleArguments.contains { $0.kind != .positional && !$0.isOfParser }
        let positional = visibleArguments.filter { $0.kind == .positional }.map(\.label)
        return (["\(parent) \(commandName)"] + (hasOptions ? ["[<options>]"] : []) + positional).joined(separator: " ")
    }
}

/// An argument, an option or a flag of a command.
struct CommandArgument: Decodable, Hashable {
    enum Kind: String, Decodable {
        case positional, option, flag
    }

    struct Name: Decodable, Hashable {
        let kind: String
        let name: String

        /// The name as it is typed.
        var text: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: Kind
    let shouldDisplay: Bool
    /// The title of the group that it is listed in; `nil` for the command's own.
    let sectionTitle: String?
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?

    /// Whether the argument parser adds it to every command.
    var isOfParser: Bool { kind == .flag && sectionTitle == nil && ["version", "help"].contains(valueName) }

    /// Its form on the command line: `-m, --message <message>`.
    var label: String {
        let value = "<\(valueName ?? "value")>"
        switch kind {
        case .positional: return isRepeating ? "\(value) ..." : value
        case .option: return "\(namesText) \(value)"
        case .flag: return namesText
        }
    }

    /// Its help, with its values and its default if the parser knows them.
    var meaning: String {
        var facts: [String] = []
        if let allValues, !allValues.isEmpty { facts.append("values: \(allValues.joined(separator: ", "))") }
        if let defaultValue, kind != .flag { facts.append("default: \(defaultValue)") }
        let known = facts.isEmpty ? [] : ["(\(facts.joined(separator: "; ")))"]
        return ([abstract ?? ""] + known).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The names, short ones first.
    private var namesText: String {
        (names ?? []).map(\.text).sorted { ($0.count, $0) < ($1.count, $1) }.joined(separator: ", ")
    }
}
