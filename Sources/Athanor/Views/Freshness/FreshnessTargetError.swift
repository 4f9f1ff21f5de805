/// An error: a freshness target is not valid.
public struct FreshnessTargetError: Error, Sendable, Hashable, ExplainedError {
    /// The problem.
    public let message: String
    /// The advice: a valid form.
    public let advice: String

    /// Creates an error.
    public init(_ message: String, advice: String) {
        self.message = message
        self.advice = advice
    }

    /// The error with its advice.
    public var explanation: Explanation { Explanation(message, advice: advice) }
}
