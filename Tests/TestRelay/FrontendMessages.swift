/// What a client of PostgreSQL sends, divided into messages.
/// Source: PostgreSQL documentation, "Message Formats".
package struct FrontendMessages {
    /// A message, whole.
    package struct Message {
        /// All of it.
        package let bytes: [UInt8]
        /// The text of the statement that it has the server run: as `Query`, or as `Execute` of what was parsed last.
        package let statement: String?
    }

    private var buffer: [UInt8] = []
    private var hasStarted = false
    private var parsed = ""

    /// No messages yet.
    package init() {}

    /// Takes what has arrived.
    package mutating func append(_ bytes: some Sequence<UInt8>) { buffer += bytes }

    /// The next message that has arrived as a whole.
    package mutating func next() -> Message? {
        // The first messages of a session have no letter before their length.
        let start = hasStarted ? 1 : 0
        guard let length = number(at: start) else { return nil }
        let end = start + length
        guard buffer.count >= end else { return nil }
        let letter = hasStarted ? buffer[0] : 0
        // Requests to cancel or to encrypt have other numbers than the protocol's version, 3.
        if !hasStarted, let version = number(at: 4), version >> 16 == 3 { hasStarted = true }
        let bytes = Array(buffer[..<end])
        buffer.removeFirst(end)
        return Message(bytes: bytes, statement: statement(of: letter, bytes.dropFirst(5)))
    }

    private mutating func statement(of letter: UInt8, _ body: ArraySlice<UInt8>) -> String? {
        switch letter {
        case UInt8(ascii: "Q"): return Self.texts(in: body).first
        case UInt8(ascii: "E"): return parsed
        case UInt8(ascii: "P"):
            // The name of the prepared statement comes first.
            parsed = Self.texts(in: body).dropFirst().first ?? ""
            return nil
        default: return nil
        }
    }

    /// The texts at the beginning of a message, each ended by a zero byte.
    private static func texts(in body: ArraySlice<UInt8>) -> [String] {
        body.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func number(at index: Int) -> Int? {
        guard buffer.count >= index + 4 else { return nil }
        return buffer[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
