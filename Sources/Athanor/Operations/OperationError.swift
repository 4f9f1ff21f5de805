/// An error: this database does not support the operation, or the operation is invalid.
public struct OperationError: Error, Sendable, Hashable, ExplainedError {
    /// The problem.
    public let message: String
    /// The place, if the operation comes from a file.
    public let place: SourcePlace?
    /// The advice: what to do about it.
    public let advice: String

    /// An error.
    public init(_ message: String, at place: SourcePlace? = nil, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }

    /// The error with its place.
    public var explanation: Explanation { Explanation(message, at: place, advice: advice) }
}
