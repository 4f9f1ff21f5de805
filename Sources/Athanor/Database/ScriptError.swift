/// An error: a script cannot be used as a revision.
public struct ScriptError: Error, Sendable, Hashable, ExplainedError {
    /// The problem.
    public let message: String
    /// The place of the problem.
    public let place: SourcePlace
    /// The advice.
    public let advice: String

    /// Creates an error, as a script reader does.
    package init(_ message: String, at place: SourcePlace, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }

    /// The error with its place.
    public var explanation: Explanation { Explanation(message, at: place, advice: advice) }
}
