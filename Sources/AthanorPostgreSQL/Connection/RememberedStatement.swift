internal import Athanor

/// A statement that gives a session what it had when it began.
///
/// The client of a run keeps it (``PostgreSQLSession``); in a script, a variable of `psql`'s does. The session itself is no place for
/// it. Code of another role that a revision sets off, such as a trigger behind a foreign key or a
/// `SECURITY DEFINER` function, can exchange a prepared statement and set any setting of Athanor's own.
enum RememberedStatement: String, CaseIterable, Sendable {
    /// Gives back the role, and every setting that was made in the session rather than configured for it.
    case settings = "athanor_restore_settings"
    /// Takes the rights that the session began with, until the transaction ends.
    case rights = "athanor_own_rights"

    /// What stands for it. That is no SQL: a server that it would reach by mistake refuses it.
    var placeholder: Statement {
        switch self {
        case .settings: Statement(":\(rawValue)")
        case .rights: Statement(own: ":\(rawValue)")
        }
    }

    /// - Returns: `nil` for a statement that stands for none.
    init?(_ statement: Statement) {
        guard statement.origin == nil, statement.text.utf8.first == UInt8(ascii: ":"), statement.values.isEmpty,
            let remembered = Self(rawValue: String(statement.text.dropFirst()))
        else { return nil }
        self = remembered
    }
}
