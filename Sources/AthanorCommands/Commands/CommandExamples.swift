/// Examples of calls, aligned for the help text.
struct CommandExamples {
    /// The lines, indented so that the argument parser leaves them as they are.
    let text: String

    /// Examples of the running tool.
    /// - Parameter examples: arguments with what they do.
    init(_ examples: [(arguments: String, meaning: String)]) {
        let calls = examples.map { "\(Invocation.current.name) \($0.arguments)" }
        let width = calls.map(\.displayWidth).max() ?? 0
        text = zip(calls, examples).map { call, example in
            "  " + (example.meaning.isEmpty ? call : "\(call.padded(to: width))  \(example.meaning)")
        }.joined(separator: "\n")
    }
}
