internal import ArgumentParser

/// The process's arguments, in the form that the argument parser takes.
///
/// Alembic takes three forms that the parser does not: `downgrade -1`, where the value looks like options;
/// `athanor -c other.yaml upgrade head`, with options before the command; and `--rev_id` for `--rev-id`, or
/// `ensure_version` for `ensure-version`.
struct PreparedArguments {
    let arguments: [String]

    /// Commands whose values may be steps down, such as `-1`.
    private static let commandsWithSteps: Set<String> = [
        "upgrade", "downgrade", "stamp", "show", "edit", "reparent", "reseal", "merge",
    ]

    init(_ given: [String]) {
        let named = Self.commandHyphenated(Self.commandFirst(Self.hyphenated(Self.divided(given))))
        arguments = Self.stepsLast(Self.stepsAttached(named))
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

    /// Attaches steps to the option that takes them: `--onto=-1` for `--onto -1`.
    private static func stepsAttached(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            if let option = result.last, index < end, isSteps(argument), optionsWithSteps.contains(option) {
                result[result.endIndex - 1] = "\(option)=\(argument)"
            } else {
                result.append(argument)
            }
        }
        return result
    }

    private static let optionsWithSteps: Set<String> = ["--onto", "--from", "--head", "--depends-on", "--revision"]
    /// Options that take any value, also one that looks like options.
    private static let optionsWithAnyValue: Set<String> = ["-m", "--message", "-r", "--rev-range", "-x"]

    /// Moves values such as `-1` and `-1:head` behind a `--`. Otherwise they are read as short options, and the `h` of
    /// `head` as `-h`. Numbers alone are left to commands that have no such values.
    private static func stepsLast(_ arguments: [String]) -> [String] {
        guard let command = arguments.first else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        let takesSteps = commandsWithSteps.contains(command)
        var (steps, others): ([String], [String]) = ([], [])
        for (index, argument) in arguments[..<end].enumerated() {
            let isAnyValue = index > 0 && optionsWithAnyValue.contains(arguments[index - 1])
            if !isAnyValue, isSteps(argument), takesSteps || !isNumber(argument) {
                steps.append(argument)
            } else {
                others.append(argument)
            }
        }
        guard !steps.isEmpty else { return arguments }
        return others + ["--"] + steps + arguments[end...].dropFirst()
    }

    /// Whether a value begins with steps down: `-1`, `-1:head`, `-2:-1`. No option begins with a digit.
    private static func isSteps(_ argument: String) -> Bool {
        argument.hasPrefix("-") && argument.utf8.dropFirst().first.map(isDigit) == true
    }

    private static func isNumber(_ argument: String) -> Bool { argument.utf8.dropFirst().allSatisfy(isDigit) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
