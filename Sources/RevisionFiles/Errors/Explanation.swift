/// An error for people: the problem, the place, the state of things, and what to do next.
public protocol ExplainedError: Error, CustomStringConvertible {
    /// The parts of the error.
    var explanation: Explanation { get }
}

extension ExplainedError {
    /// The whole explanation as plain text.
    public var description: String { explanation.description }
}

/// The text of an error for people.
public struct Explanation: Sendable, Hashable, CustomStringConvertible {
    /// A note with a label such as DETAIL.
    public struct Note: Sendable, Hashable {
        /// The label, in capitals.
        public let label: String
        /// The text, possibly of several lines.
        public let text: String

        /// Creates a note.
        public init(label: String, text: String) {
            self.label = label
            self.text = text
        }
    }

    /// The problem, in one sentence without a period.
    public var message: String
    /// The place, if it is in a file.
    public var place: SourcePlace?
    /// The notes, in order.
    public var notes: [Note]
    /// The state of things now.
    public var state: String?
    /// The advice for the next step.
    public var advice: String?

    /// Creates an explanation.
    /// - Parameters:
    ///   - message: the problem, in one sentence without a period.
    ///   - place: the place, if it is in a file.
    ///   - notes: the notes, in order.
    ///   - state: the state of things now.
    ///   - advice: the advice for the next step.
    public init(
        _ message: String, at place: SourcePlace? = nil, notes: [Note] = [], state: String? = nil, advice: String? = nil
    ) {
        self.message = message
        self.place = place
        self.notes = notes
        self.state = state
        self.advice = advice
    }

    /// `error: …` or `path:line:column: error: …`.
    public var headline: String {
        guard let place else { return "error: \(messageLines)" }
        return "\(place.description.onOneLine): error: \(messageLines)"
    }

    /// The message, with every line after the first indented: text from a server must not look like a message from
    /// Athanor.
    package var messageLines: String {
        message.forTerminal.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
    }

    /// The explanation as lines of plain text for a terminal.
    public var description: String {
        ([headline] + furtherLines).joined(separator: "\n")
    }

    /// The lines after the headline.
    package var furtherLines: [String] {
        var lines: [String] = []
        if let place { lines += SourceExcerpt(place).lines }
        for note in notes {
            let indented = note.text.forTerminal.split(separator: "\n", omittingEmptySubsequences: false).joined(
                separator: "\n" + String(repeating: " ", count: note.label.count + 2))
            lines.append("\(note.label): \(indented)")
        }
        if let state { lines.append(state) }
        if let advice { lines.append(advice) }
        return lines.map(\.forTerminal)
    }
}

extension Explanation {
    /// Creates the explanation of any error: its own if it has one, else its description.
    public init(of error: any Error) {
        if let explained = error as? any ExplainedError {
            self = explained.explanation
        } else if error is CancellationError {
            self.init("interrupted")
        } else {
            self.init(String(describing: error))
        }
    }
}
