/// What stands in a database, as values.
public protocol Catalog: Sendable {
    /// Where the version table is, or would be created.
    /// - Parameter table: the table as configured.
    /// - Throws: ``DatabaseError``, also when there is no schema that it could be created in.
    func locate(_ table: VersionTable) async throws -> VersionTableLocation

    /// Whether Athanor's other tables exist, and in which format.
    /// - Returns: the format version, or `nil` when the tables do not exist.
    /// - Throws: ``DatabaseError``.
    func metadataTablesFormat() async throws -> Int?

    /// What tells the rows of a table apart and puts them in an order that an index gives: expressions of the database's
    /// SQL that are never NULL. Empty where the table has no such key.
    /// - Throws: ``DatabaseError``; ``OperationError`` when there is no such table.
    func rowKey(of table: QualifiedName) async throws -> [String]

    /// All objects of the schema with their definitions, for comparing.
    /// - Parameter versionTable: the version table, which is left out as Athanor's other tables are.
    /// - Throws: ``DatabaseError``.
    func snapshot(without versionTable: QualifiedName) async throws -> SchemaSnapshot

    /// The words behind `INSERT` and `UPDATE` with which a row that breaks a constraint ends the statement, although the table
    /// itself says to pass over the row or to delete another one. Empty for a table without such a rule.
    /// - Throws: ``DatabaseError``.
    func conflictClause(for table: QualifiedName) async throws -> String
}

extension Catalog {
    /// Empty: tables have no such rules.
    public func conflictClause(for table: QualifiedName) async throws -> String { "" }
}
