/// The failure of a scenario: something happened that must never happen.
public struct Contradiction: Error, Sendable, CustomStringConvertible {
    /// What happened.
    public let description: String

    /// A contradiction, described in a sentence or several lines.
    public init(_ description: String) {
        self.description = description
    }

    /// Checks that a condition holds.
    /// - Throws: ``Contradiction`` with the description if it does not.
    static func check(_ holds: Bool, _ description: @autoclosure () -> String) throws {
        if !holds { throw Contradiction(description()) }
    }
}
