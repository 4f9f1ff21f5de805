/// A private copy of a database, on which steps that look at the catalog are tried out before they run for real.
///
/// What they do to the copy is noted as statements and then thrown away with it; the database itself is only read.
public protocol DryRun: Sendable {
    /// The copy.
    var connection: any Connection { get }

    /// The statements that have changed the copy since this was last asked, in order, without those that were undone by
    /// a savepoint.
    func takeChanges() async -> [Statement]
}
