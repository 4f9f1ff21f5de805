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
        var explanation = Explanation(message)
        if case .severalHeads(_, let heads) = self {
            explanation.notes = [Explanation.Note(label: "HEADS", text: Self.listed(heads))]
        }
        explanation.advice = advice
        return explanation
    }

    /// A line for each head, with its labels and its file; not very many.
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
