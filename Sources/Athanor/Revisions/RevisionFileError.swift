/// A revision file cannot be used as it stands.
public struct RevisionFileError: Error, Sendable, Hashable, ExplainedError {
    /// What is wrong.
    public let message: String
    /// Where, when it is at a place in a text; otherwise ``message`` names the files.
    public let place: SourcePlace?
    /// What to do about it.
    public let advice: String

    /// An error.
    public init(_ message: String, at place: SourcePlace? = nil, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }

    /// The error with its place.
    public var explanation: Explanation {
        var explanation = Explanation(message)
        explanation.place = place
        explanation.advice = advice
        return explanation
    }
}

extension RevisionGraphError: ExplainedError {
    /// The error with its advice.
    public var explanation: Explanation {
        var explanation = Explanation(description)
        explanation.advice = advice
        return explanation
    }
}

extension MergeError: ExplainedError {
    /// The error with its advice.
    public var explanation: Explanation {
        var explanation = Explanation(description)
        explanation.advice = advice
        return explanation
    }
}

extension ReparentingError: ExplainedError {
    /// The error with its advice.
    public var explanation: Explanation {
        var explanation = Explanation(description)
        explanation.state = "Nothing was changed."
        explanation.advice = advice
        return explanation
    }
}
