public import RevisionHistory

/// An error in a revision file.
public struct RevisionFileError: Error, Sendable, Hashable, ExplainedError {
    /// The problem.
    public let message: String
    /// The place in the text, if there is one; otherwise ``message`` names the files.
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
        var explanation = Explanation(message)
        if case .severalHeads(_, let heads) = self {
            explanation.notes = [Explanation.Note(label: "HEADS", text: Self.listed(heads))]
        }
        explanation.advice = advice
        return explanation
    }

    /// One line per head with its labels and its file, for at most ten heads.
    private static func listed(_ heads: [Head]) -> String {
        let width = heads.map(\.id.rawValue.count).max() ?? 0
        var lines = heads.prefix(10).map { head in
            let labels = head.labels.isEmpty ? "" : " (\(head.labels.map(\.rawValue).joined(separator: ", ")))"
            let padding = String(repeating: " ", count: width - head.id.rawValue.count)
            return "\(head.id)\(padding)  \(head.origin)\(labels)"
        }
        if heads.count > 10 { lines.append("and \(heads.count - 10) more") }
        return lines.joined(separator: "\n")
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
