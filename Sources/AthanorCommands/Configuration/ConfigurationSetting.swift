internal import Athanor

/// A configured value with the place that it comes from.
struct ConfigurationSetting: Sendable, Hashable {
    /// Where a value comes from.
    enum Origin: Sendable, Hashable {
        case file(SourcePlace)
        case environment(String)
        case flag(String)
    }

    /// The value as it was written.
    let text: String
    let origin: Origin

    /// An error about the value, at its place in the file or under the name of the variable or flag.
    func error(_ message: String, advice: String) -> ConfigurationError {
        var explanation: Explanation
        switch origin {
        case .file(let place):
            explanation = Explanation(message)
            explanation.place = place
        case .environment(let name):
            explanation = Explanation("environment variable \(name): \(message)")
        case .flag(let name):
            explanation = Explanation("\(name): \(message)")
        }
        explanation.advice = advice
        if case .flag = origin { return ConfigurationError(explanation, isUsage: true) }
        return ConfigurationError(explanation)
    }
}

/// The configuration cannot be used as it stands.
struct ConfigurationError: ExplainedError {
    let explanation: Explanation
    /// Whether the command line is at fault.
    let isUsage: Bool

    init(_ explanation: Explanation, isUsage: Bool = false) {
        self.explanation = explanation
        self.isUsage = isUsage
    }

    init(_ message: String, at place: SourcePlace? = nil, advice: String) {
        var explanation = Explanation(message)
        explanation.place = place
        explanation.advice = advice
        self.init(explanation)
    }
}
