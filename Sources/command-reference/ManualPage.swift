/// The reference as a manual page, in roff with the macros of man(7).
struct ManualPage {
    private let tool: CommandTree
    private let shared: SharedOptions

    init(_ tool: CommandTree) {
        self.tool = tool
        shared = SharedOptions(of: tool.visibleSubcommands)
    }

    var text: String {
        let name = tool.commandName
        let lines =
            [
                #".\" Written by `make reference` from the commands themselves: change them, not this page."#,
                ".TH \(name.uppercased()) 1 \"\" \"Athanor\" \"Athanor Manual\"",
                ".SH NAME", "\(Self.escaped(name)) \\- \(Self.line(Self.withoutStop(tool.abstract ?? "")))",
                ".SH SYNOPSIS", ".B \(Self.escaped(name))", Self.line("<command> [<options>] [<arguments>]"),
                ".SH DESCRIPTION",
            ] + Self.blocks(tool.discussion ?? "") + [".SH COMMANDS"] + tool.visibleSubcommands.flatMap(section)
            + shared.groups.flatMap {
                [".SH \"\($0.title.uppercased())\($0.title == SharedOptions.everyCommand ? "" : " OPTIONS")\""]
                    + Self.list($0.options)
            }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ command: CommandTree) -> [String] {
        let groups = shared.titles(of: command).filter { $0 != SharedOptions.everyCommand }
        return [".SS \(Self.escaped(command.usage(under: tool.commandName)))"]
            + [Self.line(command.abstract ?? "")]
            + (command.discussion.map { [".PP"] + Self.blocks($0) } ?? [])
            + Self.list(command.visibleArguments.filter { $0.kind == .positional } + shared.ownOptions(of: command))
            + (groups.isEmpty
                ? []
                : [".PP", Self.line("Shared options: \(groups.map { "\($0) options" }.joined(separator: ", ")).")])
    }

    private static func list(_ arguments: [CommandArgument]) -> [String] {
        arguments.flatMap { [".TP", ".B \(escaped($0.label))", line($0.meaning)] }
    }

    private static func blocks(_ text: String) -> [String] {
        HelpParagraphs(text).paragraphs.enumerated().flatMap { index, paragraph -> [String] in
            switch paragraph {
            case .text(let text): return (index == 0 ? [] : [".PP"]) + [line(text)]
            case .verbatim(let lines): return [".PP", ".RS 4", ".nf"] + lines.map(line) + [".fi", ".RE"]
            }
        }
    }

    /// A line of text: code between backquotes is bold.
    private static func line(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2) ? escaped(String(part)) : "\\fB\(escaped(String(part)))\\fR"
        }
        return "\\&" + parts.joined()
    }

    /// The text escaped for roff.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\e"
            case "-": "\\-"
            case "'": "\\(aq"
            case "\"": "\\(dq"
            case "`": "\\(ga"
            case "~": "\\(ti"
            case "^": "\\(ha"
            default:
                scalar.isASCII
                    ? String(scalar)
                    : "\\[u\(String(repeating: "0", count: max(0, 4 - hexadecimal(scalar).count)))\(hexadecimal(scalar))]"
            }
        }.joined()
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        String(scalar.value, radix: 16, uppercase: true)
    }

    private static func withoutStop(_ text: String) -> String {
        text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
