/// A name for a whole branch of revisions, given by one revision in it: `reporting`.
///
/// Any text can be held; ``RevisionGraph/init(_:)`` refuses what a name on the command line could not mean.
public struct BranchLabel: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The label as it stands in the revision's file.
    public let rawValue: String

    /// Holds `rawValue` as it is.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// Holds the literal as it is.
    public init(stringLiteral value: String) {
        rawValue = value
    }

    /// The label itself.
    public var description: String { rawValue }

    /// Orders by the text of the labels.
    public static func < (left: BranchLabel, right: BranchLabel) -> Bool {
        left.rawValue < right.rawValue
    }
}
