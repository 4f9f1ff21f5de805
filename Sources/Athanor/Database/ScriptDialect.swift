/// The SQL of scripts for the database's own command-line client, such as `psql`. Pure.
///
/// A script contains what a run would send. It must do by itself what Athanor does in a run: stop at the first error,
/// prevent other migrators from running, and check that the database is at the revision where the script begins.
package protocol ScriptDialect: Sendable {
    /// The client that the script is for.
    var client: String { get }

    /// Returns the beginning of a script: lines for the client, so that it stops at the first error and prints nothing
    /// about success, and the settings of Athanor's sessions.
    /// - Parameters:
    ///   - role: the role to set.
    ///   - trustedOwners: additional roles that may own the metadata tables.
    ///   - versionTable: the table of the migration lock, if a script can take one.
    /// - Throws: ``DatabaseFailure`` if a role is given and the database has no roles.
    func opening(role: String?, trustedOwners: [String], versionTable: QualifiedName) throws -> String

    /// The end of a script, which releases what the beginning took; empty if that ends with the client.
    var closing: String { get }

    /// Returns a statement for the client: with values inserted, and a semicolon at the end.
    func text(of statement: SQLStatement) -> String

    /// Returns statements that fail with a message if a query returns rows.
    /// - Parameters:
    ///   - query: the query that must return no rows.
    ///   - message: the problem if it does, in one sentence without a period.
    func asserting(noRowsOf query: SQLStatement, otherwise message: String) -> [SQLStatement]

    /// Statements to run first in each transaction, for ``startedAt`` and ``milliseconds``.
    var noting: [SQLStatement] { get }

    /// An SQL expression for the start of the transaction, in the format of the log.
    var startedAt: String { get }

    /// An SQL expression for the whole milliseconds since the transaction began.
    var milliseconds: String { get }

    /// Returns an SQL expression for the full name of a table, as `schema.name` without quotes if the database has
    /// schemas: a script may not know the schema.
    func fullName(of table: QualifiedName) -> String

    /// An SQL expression for the user that runs the script, in the format of the log; `nil` if the database has no
    /// users.
    var performedBy: String? { get }

    /// Returns statements that insert rows into a table that was not read from a database, with the same effect as a
    /// run.
    ///
    /// A run reads the table's own conflict clauses from the catalog (``Catalog/conflictClause(for:)``). If the
    /// database has such clauses, a script must find them by itself.
    /// - Throws: ``OperationError`` for a name that the database would change.
    func inserting(_ rows: RowsToInsert) throws(OperationError) -> [SQLStatement]

    /// Returns statements that update the rows of a backfill in a table that was not read from a database, with the
    /// same effect as a run.
    func updating(_ backfill: Backfill) -> [SQLStatement]
}
