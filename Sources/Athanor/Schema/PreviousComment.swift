/// The old comment of an object, for the downgrade of a new one.
public enum PreviousComment: Sendable, Hashable {
    /// Unknown: the downgrade must be written.
    case unknown
    /// This comment; `nil` for none.
    case comment(String?)
}
