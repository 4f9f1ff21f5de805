/// An error that a person will read: what, where, in which state things are now, and what to do next.
public protocol ExplainedError: Error, CustomStringConvertible {
    /// The error, taken apart for showing.
    var explanation: Explanation { get }
}

extension ExplainedError {
    /// The whole explanation as plain text.
    public var description: String { explanation.description }
}

/// What a person should read about an error.
public struct Explanation: Sendable, Hashable, CustomStringConvertible {
    /// A further statement about it, under a label such as DETAIL.
    public struct Note: Sendable, Hashable {
        /// The label, in capitals.
        public let label: String
        /// The text, possibly of several lines.
        public let text: String

        /// A note.
        public init(label: String, text: String) {
            self.label = label
            self.text = text
        }
    }

    /// What is wrong, in one sentence without a closing stop.
    public var message: String
    /// Where it is, when it is in a file.
    public var place: SourcePlace?
    /// Further statements, in order.
    public var notes: [Note] = []
    /// The state that things are in now.
    public var state: String?
    /// What to do next.
    public var advice: String?

    /// An explanation that so far only says what is wrong.
    public init(_ message: String) {
        self.message = message
    }

    /// `error: …` or `path:line:column: error: …`.
    public var headline: String {
        guard let place else { return "error: \(messageLines)" }
        return "\(place.description.onOneLine): error: \(messageLines)"
    }

    /// The message, with the lines after its first indented: what a server says must not look like a message of Athanor's.
    package var messageLines: String {
        message.forTerminal.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
    }

    /// The explanation in lines of plain text, which a terminal can show.
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
    /// What to show for any error: its own explanation where it has one, else its description.
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
