/// What one side of a session with PostgreSQL sends, divided into messages.
/// Source: PostgreSQL documentation, "Message Formats".
struct MessageStream {
    /// Who sends.
    enum Sender: String, Sendable, Hashable {
        case client
        case server
    }

    /// A message, whole.
    struct Message {
        let bytes: [UInt8]
        /// Its first byte; `nil` for the messages that begin a session, which have none.
        let kind: UInt8?
    }

    private var buffer: [UInt8] = []
    /// Whether messages begin with their kind.
    private var hasStarted: Bool

    init(from sender: Sender) {
        hasStarted = sender == .server
    }

    mutating func append(_ bytes: [UInt8]) { buffer += bytes }

    /// The next message that has arrived as a whole.
    mutating func next() -> Message? {
        let start = hasStarted ? 1 : 0
        guard let length = number(at: start) else { return nil }
        let end = start + length
        guard buffer.count >= end else { return nil }
        let message = Message(bytes: Array(buffer[..<end]), kind: hasStarted ? buffer[0] : nil)
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
