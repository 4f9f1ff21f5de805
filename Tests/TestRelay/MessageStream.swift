/// What one side of a session with PostgreSQL sends, divided into messages.
/// Source: PostgreSQL documentation, "Message Formats".
package struct MessageStream {
    /// Who sends.
    package enum Sender: String, Sendable, Hashable {
        case client
        case server
    }

    /// A message, whole.
    package struct Message {
        /// All of it.
        package let bytes: [UInt8]
        /// Its letter; `nil` for the messages by which a client begins a session, which have none.
        package let letter: UInt8?
        /// Whether it is a further row of the result that the message before it has a row of.
        package let continuesRows: Bool
    }

    private let sender: Sender
    private var buffer: [UInt8] = []
    /// Whether messages begin with their letter.
    private var hasStarted: Bool
    private var lastLetter: UInt8?

    /// No messages yet.
    package init(from sender: Sender) {
        self.sender = sender
        hasStarted = sender == .server
    }

    /// Takes what has arrived.
    package mutating func append(_ bytes: some Sequence<UInt8>) { buffer += bytes }

    /// The next message that has arrived as a whole.
    package mutating func next() -> Message? {
        let start = hasStarted ? 1 : 0
        guard let length = number(at: start) else { return nil }
        let end = start + length
        guard buffer.count >= end else { return nil }
        let letter = hasStarted ? buffer[0] : nil
        let row = UInt8(ascii: "D")
        let message = Message(
            bytes: Array(buffer[..<end]), letter: letter,
            continuesRows: sender == .server && letter == row && lastLetter == row)
        lastLetter = letter
        // Requests to cancel or to encrypt have other numbers than the protocol's version, 3.
        if !hasStarted, let version = number(at: 4), version >> 16 == 3 { hasStarted = true }
        buffer.removeFirst(end)
        return message
    }

    private func number(at index: Int) -> Int? {
        guard buffer.count >= index + 4 else { return nil }
        return buffer[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
