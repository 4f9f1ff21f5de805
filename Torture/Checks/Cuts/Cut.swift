import TestRelay

/// The place where a session is cut.
struct Cut: Sendable, Hashable {
    /// The side of the message.
    enum Side: String, Sendable, Hashable {
        /// The message does not arrive.
        case before
        /// The message arrives, and nothing after it.
        case after
    }

    /// The sender of the message.
    let sender: MessageStream.Sender
    /// Its number among those that this side sends, counted from 0.
    let message: Int
    let side: Side
}
