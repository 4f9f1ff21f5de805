/// What stands in a database, as values.
public protocol Catalog: Sendable {
    /// Where the version table is, or would be created.
    /// - Parameter table: the table as configured.
    /// - Throws: ``DatabaseError``, also when there is no schema that it could be created in.
    func locate(_ table: VersionTable) async throws -> VersionTableLocation

    /// Whether Athanor's other tables exist, and in which format.
    /// - Returns: the format version, or `nil` when the tables do not exist.
    /// - Throws: ``DatabaseError``.
    func ownTablesFormat() async throws -> Int?
}
