/// The name of one revision, unique in its graph: `3f9a1c2e77b0`.
///
/// It may hold any text. A history refuses ids that are not usable as names on the command line.
public struct RevisionID: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The id as written in the revision's file and in the version table.
    public let rawValue: String

    /// Stores `rawValue` unchanged.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// Stores the literal unchanged.
    public init(stringLiteral value: String) {
        rawValue = value
    }

    /// The id itself.
    public var description: String { rawValue }

    /// Orders by the text of the ids.
    public static func < (left: RevisionID, right: RevisionID) -> Bool {
        left.rawValue < right.rawValue
    }
}
