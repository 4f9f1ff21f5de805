/// An error in a revision file.
public struct RevisionFileError: Error, Sendable, Hashable, ExplainedError {
    /// The problem.
    public let message: String
    /// The place in the text, if there is one; otherwise ``message`` names the files.
    public let place: SourcePlace?
    /// The advice: what to do about it.
    public let advice: String

    /// An error.
    package init(_ message: String, at place: SourcePlace? = nil, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }

    /// The error with its place.
    public var explanation: Explanation { Explanation(message, at: place, advice: advice) }
}
