/// The argument parser's help for a command, with its sections in the order in which a person looks for them.
///
/// The parser puts shared options before the command's own options, and subcommands last. Here subcommands and the
/// command's own options come first.
struct HelpText {
    let text: String

    init(_ text: String) {
        guard text.hasPrefix("OVERVIEW: ") else {
            self.text = text
            return
        }
        var sections = text.split(separator: "\n\n", omittingEmptySubsequences: false).map(String.init)
        Self.shortenUsage(in: &sections)
        Self.moveOwnOptionsFirst(in: &sections)
        Self.moveCommandsFirst(in: &sections)
        self.text = sections.joined(separator: "\n\n")
    }

    /// The parser's message about wrong usage, with a usage line that fits a terminal.
    static func shortened(error message: Substring) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("Usage: ") && line.count > 80 ? "\(command(in: line)) <options>" : String(line)
        }.joined(separator: "\n")
    }

    /// The command in a usage line, without its options and arguments.
    private static func command(in usage: Substring) -> String {
        usage.split(separator: " ").prefix { !$0.hasPrefix("[") && !$0.hasPrefix("<") }.joined(separator: " ")
    }

    /// Replaces the options in the usage line by `[<options>]`, since they are listed below.
    private static func shortenUsage(in sections: inout [String]) {
        guard let usage = sections.firstIndex(where: { $0.hasPrefix("USAGE: ") }),
            sections[usage].count > 80 || sections.contains(where: { $0.hasPrefix("GENERAL:\n") })
        else { return }
        let arguments = sections.first { $0.hasPrefix("ARGUMENTS:\n") }?.split(separator: "\n") ?? []
        let names = arguments.filter { $0.hasPrefix("  <") }.compactMap { line in
            line.firstIndex(of: ">").map { String(line[...$0].dropFirst(2)) }
        }.map { sections[usage].contains("\($0) ...") ? "\($0) ..." : $0 }
        sections[usage] = ([command(in: sections[usage][...]), "[<options>]"] + names)
            .joined(separator: " ")
    }

    /// Moves the command's own options before the shared groups, and the parser's options to the general group.
    private static func moveOwnOptionsFirst(in sections: inout [String]) {
        guard let usage = sections.firstIndex(where: { $0.hasPrefix("USAGE: ") }),
            let general = sections.firstIndex(where: { $0.hasPrefix("GENERAL:\n") }),
            let options = sections.firstIndex(where: { $0.hasPrefix("OPTIONS:\n") }), usage < general, general < options
        else { return }
        let lines = sections[options].split(separator: "\n")
        let parserOptions = ["  --version ", "  -h, --help "]
        let own = lines.filter { line in !parserOptions.contains { line.hasPrefix($0) } }
        let shared = lines.filter { line in parserOptions.contains { line.hasPrefix($0) } }
        sections.remove(at: options)
        sections[general] = ([sections[general]] + shared.map(String.init)).joined(separator: "\n")
        guard own.count > 1 else { return }
        let arguments = sections.firstIndex { $0.hasPrefix("ARGUMENTS:\n") }
        sections.insert(own.joined(separator: "\n"), at: (arguments ?? usage) + 1)
    }

    /// Moves the groups of commands before the options, under their plain names.
    private static func moveCommandsFirst(in sections: inout [String]) {
        let ending = " SUBCOMMANDS:\n"
        guard let options = sections.firstIndex(where: { $0.hasPrefix("OPTIONS:\n") }),
            let last = sections.lastIndex(where: { $0.contains(ending) }), options < last
        else { return }
        let section = sections.remove(at: options)
        sections.insert(section, at: last)
        for index in options..<last {
            guard let range = sections[index].range(of: ending) else { continue }
            sections[index].replaceSubrange(range, with: ":\n")
        }
    }
}
