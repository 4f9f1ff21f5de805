/// The reference as a page of the documentation.
struct ReferencePage {
    private let tool: CommandTree
    private let shared: SharedOptions

    init(_ tool: CommandTree) {
        self.tool = tool
        shared = SharedOptions(of: tool.visibleSubcommands)
    }

    var text: String {
        let commands = tool.visibleSubcommands
        let table = commands.map {
            "| [`\($0.commandName)`](#\(Self.anchor($0.commandName))) | \(Self.prose($0.abstract ?? "")) |"
        }
        let sections =
            [
                "# Command reference",
                "Every command of `\(tool.commandName)`, its arguments and its options.",
                "<!-- Written by `make reference` from the commands themselves: change them, not this page. -->",
                "## Overview",
            ] + Self.blocks(tool.discussion ?? "")
            + [(["| command | |", "|---|---|"] + table).joined(separator: "\n")]
            + commands.flatMap(section)
            + ["## Options that commands share"]
            + shared.groups.flatMap {
                [
                    "### \($0.title == SharedOptions.everyCommand ? $0.title : "\($0.title) options")",
                    Self.table($0.options),
                ]
            }
            + ["## See also", "- <doc:Configuration>\n- <doc:JSONOutput>"]
        return sections.joined(separator: "\n\n") + "\n"
    }

    private func section(_ command: CommandTree) -> [String] {
        let positional = command.visibleArguments.filter { $0.kind == .positional }
        let own = shared.ownOptions(of: command)
        let groups = shared.titles(of: command).filter { $0 != SharedOptions.everyCommand }
        return [
            "### \(command.commandName)", Self.prose(command.abstract ?? ""),
            "```text\n\(command.usage(under: tool.commandName))\n```",
        ]
            + (command.discussion.map(Self.blocks) ?? [])
            + (positional.isEmpty && own.isEmpty ? [] : [Self.table(positional + own)])
            + (groups.isEmpty
                ? []
                : [
                    "Shared options: \(groups.map { "[\($0)](#\(Self.anchor("\($0) options")))" }.joined(separator: ", "))."
                ])
    }

    /// A heading as DocC and GitHub name it in links.
    private static func anchor(_ heading: String) -> String {
        heading.split(separator: " ").joined(separator: "-")
    }

    private static func table(_ arguments: [CommandArgument]) -> String {
        let rows = arguments.map { "| `\($0.label)` | \(prose($0.meaning)) |" }
        return (["| | |", "|---|---|"] + rows).joined(separator: "\n")
    }

    private static func blocks(_ text: String) -> [String] {
        HelpParagraphs(text).paragraphs.map { paragraph in
            switch paragraph {
            case .text(let text): prose(text)
            case .verbatim(let lines): "```text\n\(lines.joined(separator: "\n"))\n```"
            }
        }
    }

    /// The text escaped for Markdown, except for code between backquotes.
    private static func prose(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            guard index.isMultiple(of: 2) else { return String(part) }
            return String(part.flatMap { "\\*_<>|[]~".contains($0) ? "\\\($0)" : "\($0)" })
        }.joined(separator: "`")
    }
}
