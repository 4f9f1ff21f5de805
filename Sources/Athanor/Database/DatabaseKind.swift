/// The kind of a database system: a name such as `postgresql` or `sqlite`.
///
/// Revisions compare it: `if op.databaseKind == .postgreSQL`. The core prints kinds, and never checks for a particular
/// one.
public struct DatabaseKind: Hashable, Sendable, CustomStringConvertible {
    /// The name as written in the configuration, in lower case.
    public let name: String

    /// PostgreSQL: `postgresql`. The system itself is in the module `AthanorPostgreSQL`.
    public static let postgreSQL = DatabaseKind(name: "postgresql")
    /// SQLite: `sqlite`. The system itself is in the module `AthanorSQLite`.
    public static let sqlite = DatabaseKind(name: "sqlite")

    /// Declares a kind, as a database module does.
    /// - Parameter name: the name in lower case, such as `postgresql`.
    package init(name: String) {
        self.name = name
    }

    /// The ``name``.
    public var description: String { name }
}
