public import Athanor

extension PostgreSQLMaterializedViews {
    /// An error that says that the table of locks is full, with how many the refresh takes and what to set.
    public func explained(_ error: DatabaseError, refreshing view: QualifiedName) async -> DatabaseError {
        guard LockNeeds.isFullTable(error.code, hint: error.hint) else { return error }
        let needs = try? await lockNeeds(of: view)
        return needs?.explained(error) ?? error
    }

    private func lockNeeds(of view: QualifiedName) async throws -> LockNeeds? {
        let row = try await connection.query(own: "SELECT \(Self.oid)::bigint AS oid", Self.values(view)).first
        guard let oid = try row?.integerIfAny("oid") else { return nil }
        return try await LockNeeds.refreshing([oid], on: connection)[oid]
    }
}
