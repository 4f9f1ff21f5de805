/// The name of one revision, unique in its graph: `3f9a1c2e77b0`.
///
/// Any text can be held; ``RevisionGraph/init(_:)`` refuses what a name on the command line could not mean.
public struct RevisionID: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The id as it stands in the revision's file and in the version table.
    public let rawValue: String

    /// Holds `rawValue` as it is.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// Holds the literal as it is.
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
