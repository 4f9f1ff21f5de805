/// A private copy of a database, used for a dry run of steps that read the catalog.
///
/// Changes to the copy are recorded as statements, and discarded with the copy. The database itself is only read.
package protocol DryRun: Sendable {
    /// The copy.
    var connection: any Connection { get }

    /// Returns the statements that changed the copy since the last call, in order, without those that a savepoint
    /// rolled back.
    func takeChanges() async -> [SQLStatement]
}
