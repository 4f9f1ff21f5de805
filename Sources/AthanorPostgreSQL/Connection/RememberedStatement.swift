internal import Athanor

/// A statement that restores something that a session had when it began.
///
/// In a run, the client keeps it (``PostgreSQLSession``); in a script, a variable of `psql` does. The session itself is
/// not a safe place: code of another role that a revision triggers, such as a trigger behind a foreign key or a
/// `SECURITY DEFINER` function, can replace a prepared statement and set any setting of Athanor's own.
enum RememberedStatement: String, CaseIterable, Sendable {
    /// Restores the role, and every setting that was made in the session instead of configured for it.
    case settings = "athanor_restore_settings"
    /// Takes the rights that the session began with, until the transaction ends.
    case rights = "athanor_own_rights"

    /// The placeholder for the remembered statement. It is not SQL: a server that receives it by mistake refuses it.
    var placeholder: SQLStatement {
        switch self {
        case .settings: SQLStatement(":\(rawValue)")
        case .rights: SQLStatement(own: ":\(rawValue)")
        }
    }

    /// - Returns: `nil` for a statement that is not a placeholder.
    init?(_ statement: SQLStatement) {
        guard statement.origin == nil, statement.text.utf8.first == UInt8(ascii: ":"), statement.values.isEmpty,
            let remembered = Self(rawValue: String(statement.text.dropFirst()))
        else { return nil }
        self = remembered
    }
}
