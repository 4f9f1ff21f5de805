/// What a client of PostgreSQL sends, divided into messages.
/// Source: PostgreSQL documentation, "Message Formats".
struct FrontendMessages {
    /// A message, whole.
    struct Message {
        let bytes: [UInt8]
        /// Whether it has the server run a statement: `Query` or `Execute`.
        let runsStatement: Bool
    }

    private var buffer: [UInt8] = []
    private var hasStarted = false

    mutating func append(_ bytes: some Sequence<UInt8>) { buffer += bytes }

    /// The next message that has arrived as a whole.
    mutating func next() -> Message? {
        // The first messages of a session have no letter before their length.
        let start = hasStarted ? 1 : 0
        guard let length = number(at: start) else { return nil }
        let end = start + length
        guard buffer.count >= end else { return nil }
        let letter = hasStarted ? buffer[0] : 0
        // Requests to cancel or to encrypt have other numbers than the protocol's version, 3.
        if !hasStarted, let version = number(at: 4), version >> 16 == 3 { hasStarted = true }
        let message = Message(
            bytes: Array(buffer[..<end]), runsStatement: letter == UInt8(ascii: "Q") || letter == UInt8(ascii: "E"))
        buffer.removeFirst(end)
        return message
    }

    private func number(at index: Int) -> Int? {
        guard buffer.count >= index + 4 else { return nil }
        return buffer[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
