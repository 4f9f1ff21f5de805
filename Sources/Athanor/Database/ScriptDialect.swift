/// What SQL looks like in a script for the database's own command-line client, such as `psql`. Pure.
///
/// A script is what a run would send, written down. It must do by itself what Athanor does in a live run: stop at the
/// first error, keep other migrators out, and look whether the database is where the script begins.
public protocol ScriptDialect: Sendable {
    /// The client that the script is for.
    var client: String { get }

    /// What stands first: lines for the client itself, so that it stops at the first error and says nothing of what
    /// succeeds, and the settings of a session of Athanor's.
    /// - Parameters:
    ///   - role: the role to take on.
    ///   - trustedOwners: roles that may own Athanor's tables beside the usual.
    ///   - versionTable: the table whose migration lock is to be taken, where a script can take one.
    /// - Throws: ``DatabaseError`` when the database has no roles and one is asked for.
    func opening(role: String?, trustedOwners: [String], versionTable: QualifiedName) throws -> String

    /// What stands last: what gives back what the opening took; empty where that ends with the client.
    var closing: String { get }

    /// A statement as the client takes it: values written out, closed by a semicolon.
    func text(of statement: Statement) -> String

    /// Statements that fail, with a message, when a query gives rows.
    /// - Parameters:
    ///   - query: what must give no rows.
    ///   - message: what is wrong when it does, in one sentence without a closing stop.
    func asserting(noRowsOf query: Statement, otherwise message: String) -> [Statement]

    /// Run first in each transaction, for ``startedAt`` and ``milliseconds``.
    var noting: [Statement] { get }

    /// An SQL expression for the beginning of the transaction, as the log keeps it.
    var startedAt: String { get }

    /// An SQL expression for the whole milliseconds since the transaction began.
    var milliseconds: String { get }

    /// An SQL expression for the full name of a table, as `schema.name` without quotes where the database has schemas: a
    /// script may not know the schema.
    func fullName(of table: QualifiedName) -> String

    /// An SQL expression for who runs the script, as the log keeps it; `nil` where the database knows no users.
    var performedBy: String? { get }

    /// Statements that insert rows into a table of which nothing is known, with the same effect as a run.
    ///
    /// A run asks the catalog for the table's own conflict clauses (``Catalog/conflictClause(for:)``). A script has to find
    /// them by itself where a database has such clauses.
    /// - Throws: ``OperationError`` for a name that the database would not keep.
    func inserting(_ rows: RowsToInsert) throws(OperationError) -> [Statement]

    /// Statements that update the rows of a backfill in a table of which nothing is known, with the same effect as a run.
    func updating(_ backfill: Backfill) -> [Statement]
}
