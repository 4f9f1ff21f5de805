internal import ArgumentParser

/// The process's arguments, in the form that the argument parser takes.
///
/// Alembic takes three forms that the parser does not: `downgrade -1`, where the value looks like an option;
/// `athanor -c other.yaml upgrade head`, with options before the command; and `--rev_id` for `--rev-id`, or
/// `ensure_version` for `ensure-version`.
struct PreparedArguments {
    let arguments: [String]

    /// Commands whose values may be steps down, such as `-1`.
    private static let commandsWithSteps: Set<String> = [
        "upgrade", "downgrade", "stamp", "show", "edit", "reparent", "reseal",
    ]

    init(_ given: [String]) {
        arguments = Self.stepsLast(Self.commandHyphenated(Self.commandFirst(Self.hyphenated(Self.divided(given)))))
    }

    /// Separates values from the short options that they are attached to: `-r3f9a:head`, `-mhello`.
    private static func divided(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            let isValue = index > 0 && shortOptionsWithValue.contains(arguments[index - 1])
            let option = String(argument.prefix(2))
            if index < end, !isValue, argument.count > 2, shortOptionsWithValue.contains(option) {
                result += [option, String(argument.dropFirst(2))]
            } else {
                result.append(argument)
            }
        }
        return result
    }

    private static let shortOptionsWithValue: Set<String> = ["-c", "-m", "-n", "-r", "-t", "-x"]

    /// Replaces `_` by `-` in names of options.
    private static func hyphenated(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments.enumerated().map { index, argument in
            guard index < end, argument.hasPrefix("--"), argument.count > 2 else { return argument }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0].map { $0 == "_" ? "-" : $0 })
            return parts.count == 2 ? "\(name)=\(parts[1])" : name
        }
    }

    /// Replaces `_` by `-` in the command's name: `ensure_version`.
    private static func commandHyphenated(_ arguments: [String]) -> [String] {
        guard let command = arguments.first, !command.hasPrefix("-") else { return arguments }
        return [String(command.map { $0 == "_" ? "-" : $0 })] + arguments.dropFirst()
    }

    /// Moves the command's name before the options that precede it.
    private static func commandFirst(_ arguments: [String]) -> [String] {
        var index = 0
        while index < arguments.count, arguments[index].hasPrefix("-") {
            let name = String(arguments[index].prefix { $0 != "=" })
            if optionsWithValue.contains(name) {
                index += name == arguments[index] ? 2 : 1
            } else if otherOptions.contains(name) {
                index += 1
            } else {
                // An option that only the parser knows, or a mistake: the parser handles both.
                return arguments
            }
        }
        guard index > 0, index < arguments.count else { return arguments }
        return [arguments[index]] + arguments[..<index] + arguments[(index + 1)...]
    }

    private static let optionsWithValue: Set<String> = Set(
        ConfigurationKey.allCases.compactMap(\.flag) + ["-c", "--config", "-x"])
    private static let otherOptions: Set<String> = [
        "--verbose", "-q", "--quiet", "--json", "--no-color", "--help", "-h",
    ]

    /// Moves values such as `-1` behind a `--`, so that they are not read as options.
    private static func stepsLast(_ arguments: [String]) -> [String] {
        guard let command = arguments.first, commandsWithSteps.contains(command) else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        let steps = arguments[..<end].filter(isStepsDown)
        guard !steps.isEmpty else { return arguments }
        return arguments[..<end].filter { !isStepsDown($0) } + ["--"] + steps + arguments[end...].dropFirst()
    }

    private static func isStepsDown(_ argument: String) -> Bool {
        argument.utf8.count > 1 && argument.hasPrefix("-")
            && argument.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
