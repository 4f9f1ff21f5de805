/// Examples of calls, aligned for the help text.
struct CommandExamples {
    /// The lines, indented so that the argument parser leaves them as they are.
    let text: String

    /// Examples of the running tool.
    /// - Parameter examples: arguments with what they do.
    init(_ examples: [(arguments: String, meaning: String)]) {
        let calls = examples.map { "\(Invocation.current.name) \($0.arguments)" }
        let longest = examples.map(\.meaning.displayWidth).max() ?? 0
        // The parser would break a line that is too long, so its meaning is written on the next line.
        let width = calls.map(\.displayWidth).filter { $0 + 2 + longest <= Self.width }.max() ?? 0
        text = zip(calls, examples).map { call, example in
            guard !example.meaning.isEmpty else { return "  \(call)" }
            guard call.displayWidth <= width else { return "  \(call)\n      \(example.meaning)" }
            return "  \(call.padded(to: width))  \(example.meaning)"
        }.joined(separator: "\n")
    }

    /// The width of a terminal without the indentation, in columns.
    private static let width = 78
}
