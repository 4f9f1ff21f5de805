import TestRelay

/// Where a session is cut.
struct Cut: Sendable, Hashable {
    /// On which side of the message.
    enum Side: String, Sendable, Hashable {
        /// The message does not arrive.
        case before
        /// The message arrives, and nothing after it.
        case after
    }

    /// Who sends the message.
    let sender: MessageStream.Sender
    /// Its number among those that this side sends, counted from 0.
    let message: Int
    let side: Side
}
