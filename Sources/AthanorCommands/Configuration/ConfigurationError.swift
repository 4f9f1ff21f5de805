internal import Athanor

/// The configuration cannot be used.
struct ConfigurationError: ExplainedError {
    let explanation: Explanation
    /// Whether the command line is at fault.
    let isUsage: Bool

    init(
        _ message: String, at place: SourcePlace? = nil, state: String? = nil, advice: String, isUsage: Bool = false
    ) {
        explanation = Explanation(message, at: place, state: state, advice: advice)
        self.isUsage = isUsage
    }
}
