public import RevisionHistory

extension RevisionGraphError: ExplainedError {
    /// The error with its advice.
    public var explanation: Explanation {
        var explanation = Explanation(message, advice: advice)
        if case .severalHeads(_, let heads) = self {
            explanation.notes = [Explanation.Note(label: "HEADS", text: Self.listed(heads))]
        }
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
    package var explanation: Explanation { Explanation(message, advice: advice) }
}

extension ReparentingError: ExplainedError {
    /// The error with its advice.
    package var explanation: Explanation { Explanation(message, state: "Nothing was changed.", advice: advice) }
}
