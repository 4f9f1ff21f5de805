/// The SQL of Athanor's metadata tables: the version table, the log, the record of views. Pure.
package protocol MetadataSQL: Sendable {
    /// Returns statements that verify that Athanor made the metadata tables and that no untrusted role has code in
    /// them. The result holds until the transaction ends. Run in each transaction right before it reads or writes the
    /// tables, after the last code of others, with Athanor's own rights; also in scripts. Nothing if the database has
    /// no roles.
    /// - Parameters:
    ///   - versionTable: the version table, if it is used as well.
    ///   - access: the kind of access to the tables.
    func guardingMetadataTables(and versionTable: QualifiedName?, for access: MetadataTablesAccess) -> [SQLStatement]

    /// Returns statements that verify that the session still holds the migration lock. They take it again if code of a
    /// revision released it, and fail if another migrator holds it. Run in each transaction of a run before Athanor's
    /// own entries. Nothing if the lock is released only at the end of a transaction.
    /// - Parameter versionTable: the full name of the version table.
    func keepingMigrationLock(of versionTable: QualifiedName) -> [SQLStatement]

    /// Returns statements that update Athanor's table of the views that revisions made. Run in the transaction of the
    /// work, right after it. Nothing for work that cannot affect views.
    func noting(views work: [LoweredStep]) -> [SQLStatement]

    /// Returns steps that record the freshness target of a materialized view. They first update Athanor's table of
    /// views, then write the target to the view's row.
    /// - Parameters:
    ///   - target: a target that has been checked; `nil` deletes the recorded target.
    ///   - view: the view.
    ///   - origin: its place in a revision file, for errors.
    /// - Throws: ``OperationError``.
    func noting(_ target: FreshnessTarget?, of view: QualifiedName, from origin: SourceSlice?) throws -> [LoweredStep]

    /// Returns statements that record freshness targets as ``noting(_:of:from:)`` does, but warn about a missing view
    /// instead of failing. Used by `stamp` and its scripts.
    /// - Throws: ``OperationError``.
    func notingWherePresent(_ targets: [(view: QualifiedName, target: FreshnessTarget?)]) throws -> [SQLStatement]

    /// Returns a key that is the same for all spellings of a view's name.
    func key(ofView name: QualifiedName) -> QualifiedName

    /// Returns statements that create the version table unless it exists: one column `version_num`, its primary key.
    func creating(versionTable: QualifiedName) -> [SQLStatement]

    /// Returns statements that create the metadata tables unless they exist, upgrade those of an older format, and
    /// record the format.
    /// - Parameter format: their present format; `nil` if there are no tables, or in a script, which cannot know.
    func creatingMetadataTables(from format: Int?) -> [SQLStatement]

    /// Returns the qualified, quoted name of a metadata table.
    func name(of table: MetadataTable) -> String

    /// Returns an SQL expression for a time in a metadata table as text: `2026-11-22T07:42:10.123Z`, in UTC in every
    /// time zone of the session.
    func iso8601(_ expression: String) -> String

    /// An SQL expression for the current time of the database's clock, in the format of the metadata tables.
    var now: String { get }
}

extension MetadataSQL {
    /// Returns nothing.
    package func noting(views work: [LoweredStep]) -> [SQLStatement] { [] }

    /// Returns nothing.
    package func keepingMigrationLock(of versionTable: QualifiedName) -> [SQLStatement] { [] }

    /// Returns nothing, for databases without roles.
    package func guardingMetadataTables(and versionTable: QualifiedName?, for access: MetadataTablesAccess)
        -> [SQLStatement]
    { [] }

    /// Returns the name itself.
    package func key(ofView name: QualifiedName) -> QualifiedName { name }
}
