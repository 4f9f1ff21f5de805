/// The kind of a database system: a name that a database's own module declares, such as `postgresql` or `sqlite`.
///
/// The core compares kinds for equality and prints them. It never checks for a particular one.
public struct DatabaseKind: Hashable, Sendable, CustomStringConvertible {
    /// The name as written in the configuration, in lower case.
    public let name: String

    /// Declares a kind. Each database module does this once.
    /// - Parameter name: the name in lower case, such as `postgresql`.
    public init(name: String) {
        self.name = name
    }

    /// The ``name``.
    public var description: String { name }
}
