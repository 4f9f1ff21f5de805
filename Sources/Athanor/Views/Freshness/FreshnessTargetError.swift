/// A freshness target cannot be meant as it is written.
public struct FreshnessTargetError: Error, Sendable, Hashable, ExplainedError {
    /// What is wrong.
    public let message: String
    /// What to write instead.
    public let advice: String

    /// An error.
    public init(_ message: String, advice: String) {
        self.message = message
        self.advice = advice
    }

    /// The error with its advice.
    public var explanation: Explanation {
        var explanation = Explanation(message)
        explanation.advice = advice
        return explanation
    }
}
