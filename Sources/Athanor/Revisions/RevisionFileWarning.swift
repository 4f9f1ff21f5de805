/// Something about a revision file that nothing fails over, and that its author hardly meant.
public struct RevisionFileWarning: Sendable, Hashable {
    /// What it is, in one sentence.
    public let message: String
    /// Where, when it is at a place in a text; otherwise ``message`` names the file.
    public let place: SourcePlace?
    /// What to do about it.
    public let advice: String

    /// A warning.
    public init(_ message: String, at place: SourcePlace? = nil, advice: String) {
        self.message = message
        self.place = place
        self.advice = advice
    }
}

extension RevisionFileWarning: CustomStringConvertible {
    /// `path:line:column: message`, with the advice on a line of its own.
    public var description: String {
        (place.map { "\($0.description.onOneLine): " } ?? "") + "\(message)\n\(advice)"
    }
}

extension RevisionFileWarning {
    /// The date that a revision was written at cannot be one.
    /// - Parameter path: the file, where the place is not known.
    static func impossibleDate(
        _ text: String, at place: SourcePlace?, in path: String? = nil
    ) -> RevisionFileWarning {
        RevisionFileWarning(
            (path.map { "\($0): " } ?? "") + "\"\(text.onOneLine)\" is not a date and time, and is passed over",
            at: place,
            advice: "Write it as 2026-11-22 16:42:10+09:00.")
    }
}
