/// The groups of options that several commands take, each described once.
struct SharedOptions {
    /// A group under its title.
    struct Group {
        let title: String
        let options: [CommandArgument]
    }

    /// The group of options that the argument parser adds to every command.
    static let everyCommand = "Every command"
    private static let general = ["General", everyCommand]

    /// The groups, in the order in which commands name them.
    let groups: [Group]

    /// The groups of all the commands of a tool.
    init(of commands: [CommandTree]) {
        var titles: [String] = []
        var options: [String: [CommandArgument]] = [:]
        for argument in commands.flatMap(\.visibleArguments) {
            guard let title = Self.title(of: argument) else { continue }
            if !titles.contains(title) { titles.append(title) }
            if !options[title, default: []].contains(argument) { options[title, default: []].append(argument) }
        }
        // Special groups come before general ones.
        let special = titles.filter { !Self.general.contains($0) }
        groups = (special + Self.general.filter(titles.contains)).map { Group(title: $0, options: options[$0] ?? []) }
    }

    /// The titles of the groups that a command takes.
    func titles(of command: CommandTree) -> [String] {
        let titles = Set(command.visibleArguments.compactMap(Self.title))
        return groups.map(\.title).filter(titles.contains)
    }

    /// The options of a command that are in no group.
    func ownOptions(of command: CommandTree) -> [CommandArgument] {
        command.visibleArguments.filter { $0.kind != .positional && Self.title(of: $0) == nil }
    }

    private static func title(of argument: CommandArgument) -> String? {
        argument.isOfParser ? everyCommand : argument.sectionTitle
    }
}
