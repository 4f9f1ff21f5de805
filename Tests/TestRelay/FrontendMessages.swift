/// What a client of PostgreSQL sends, divided into messages, with the statements that they have the server run.
package struct FrontendMessages {
    /// A message, whole.
    package struct Message {
        /// All of it.
        package let bytes: [UInt8]
        /// The text of the statement that it has the server run: as `Query`, or as `Execute` of what was parsed last.
        package let statement: String?
        /// Whether the client waits for an answer after it: `Query` and `Sync`.
        package var awaitsAnswer = false
    }

    private var stream = MessageStream(from: .client)
    private var parsed = ""

    /// No messages yet.
    package init() {}

    /// Takes what has arrived.
    package mutating func append(_ bytes: some Sequence<UInt8>) { stream.append(bytes) }

    /// The next message that has arrived as a whole.
    package mutating func next() -> Message? {
        guard let message = stream.next() else { return nil }
        guard let letter = message.letter else { return Message(bytes: message.bytes, statement: nil) }
        return Message(
            bytes: message.bytes, statement: statement(of: letter, message.bytes.dropFirst(5)),
            awaitsAnswer: letter == UInt8(ascii: "Q") || letter == UInt8(ascii: "S"))
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
}
