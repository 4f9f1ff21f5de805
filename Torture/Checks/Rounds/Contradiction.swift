/// Something was seen that must never be: what a scenario looks for.
public struct Contradiction: Error, Sendable, CustomStringConvertible {
    /// What was seen.
    public let description: String

    /// What was seen, in a sentence or several lines.
    public init(_ description: String) {
        self.description = description
    }

    /// Makes sure that something holds.
    /// - Throws: ``Contradiction`` with the description when it does not.
    static func check(_ holds: Bool, _ description: @autoclosure () -> String) throws {
        if !holds { throw Contradiction(description()) }
    }
}
