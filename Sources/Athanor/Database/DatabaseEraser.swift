/// Marks a database as disposable, and erases a marked one.
package protocol DatabaseEraser: Sendable {
    /// Returns the mark of the database; `nil` if there is none.
    /// - Throws: ``DatabaseFailure``.
    func mark() async throws -> DisposableMark?

    /// Returns statements that mark the database. They run in a transaction.
    /// - Parameter isAtBase: whether no revision is applied, so that no revision has made what exists.
    /// - Throws: ``DatabaseFailure`` if the database cannot be marked.
    func marking(atBase isAtBase: Bool) async throws -> [SQLStatement]

    /// Returns statements that remove the mark. They run in a transaction.
    func unmarking() -> [SQLStatement]

    /// The transaction for erasing.
    var transaction: TransactionScope { get }

    /// Drops everything in the database, including the metadata tables, but not the mark, and not what the upgrade
    /// needs and does not create. Called in the ``transaction``.
    /// - Parameters:
    ///   - versionTable: the version table. Its schema is kept.
    ///   - plan: the upgrade that follows.
    /// - Throws: ``DatabaseFailure``, also if the upgrade creates something that cannot be dropped.
    func erase(inSchemaOf versionTable: QualifiedName, before plan: MigrationPlan) async throws
}

/// The mark of a disposable database: Athanor may drop everything in it when an applied revision was edited.
///
/// The mark is in the database. It also identifies the database, so that a copy or a restored dump is not disposable.
public struct DisposableMark: Sendable, Hashable {
    /// The difference between this database and the one that the mark was made for, such as `it is on another file
    /// system`; `nil` if they are the same, as far as Athanor can see.
    public let difference: String?
    /// When it was made, such as `2026-11-22T07:42:10.123Z`.
    public let markedAt: String
    /// The user who made it.
    public let markedBy: String

    /// Whether the mark was made for this database, and not for one that this is a copy of.
    public var isOfThisDatabase: Bool { difference == nil }

    /// Creates a mark, as a database module reads it.
    package init(difference: String?, markedAt: String, markedBy: String) {
        self.difference = difference
        self.markedAt = markedAt
        self.markedBy = markedBy
    }
}
