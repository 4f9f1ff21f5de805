/// A name for a whole branch of revisions, set in one of its revisions: `reporting`.
///
/// It may hold any text. A history refuses labels that are not usable as names on the command line.
public struct BranchLabel: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The label as written in the revision's file.
    public let rawValue: String

    /// Stores `rawValue` unchanged.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// Stores the literal unchanged.
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
