/// Reads the schema of a database as values.
package protocol Catalog: Sendable {
    /// Returns where the version table is, or would be created.
    /// - Parameter table: the table as configured.
    /// - Throws: ``DatabaseFailure``, also if there is no schema in which it could be created.
    func locate(_ table: VersionTable) async throws -> VersionTableLocation

    /// Returns whether the metadata tables exist, and in which format.
    /// - Returns: the format version, or `nil` if the tables do not exist.
    /// - Throws: ``DatabaseFailure``.
    func metadataTablesFormat() async throws -> Int?

    /// Returns SQL expressions that identify the rows of a table and are ordered by an index. They are never NULL.
    /// Empty if the table has no such key, or does not exist.
    /// - Throws: ``DatabaseFailure``.
    func rowKey(of table: QualifiedName) async throws -> [String]

    /// Returns all objects of the schema with their definitions, for comparison.
    /// - Parameter versionTable: the version table. It is omitted, like the metadata tables.
    /// - Throws: ``DatabaseFailure``.
    func snapshot(without versionTable: QualifiedName) async throws -> SchemaSnapshot

    /// Returns the words after `INSERT` and `UPDATE` that make a row which breaks a constraint fail the statement, even
    /// if the table itself is declared to skip the row or to delete another one. Empty for a table without such a rule.
    /// - Throws: ``DatabaseFailure``.
    func conflictClause(for table: QualifiedName) async throws -> String
}

extension Catalog {
    /// Returns an empty text, for databases whose tables have no such rules.
    package func conflictClause(for table: QualifiedName) async throws -> String { "" }
}
