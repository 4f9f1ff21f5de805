/// The rows of the version table, read and moved.
struct VersionRows: Sendable {
    /// The table's full name.
    let table: QualifiedName
    /// How it is written in SQL.
    let dialect: any Dialect

    /// Reads the rows, in order.
    /// - Throws: ``DatabaseError``.
    func read(on connection: any Connection) async throws -> [RevisionID] {
        try await connection.query(own: "SELECT version_num FROM \(dialect.quote(table)) ORDER BY version_num")
            .map { RevisionID(try $0.text("version_num")) }
    }

    /// The statements that make the table's change of a step. Each must affect exactly one row: where one does not,
    /// someone else has moved the table.
    func statements(removing removed: [RevisionID], adding added: [RevisionID]) -> [Statement] {
        let table = dialect.quote(table)
        if let from = removed.first, let to = added.first, removed.count == 1, added.count == 1 {
            return [
                Statement(
                    own: "UPDATE \(table) SET version_num = $1 WHERE version_num = $2",
                    [.text(to.rawValue), .text(from.rawValue)])
            ]
        }
        return removed.map { Statement(own: "DELETE FROM \(table) WHERE version_num = $1", [.text($0.rawValue)]) }
            + added.map { Statement(own: "INSERT INTO \(table) (version_num) VALUES ($1)", [.text($0.rawValue)]) }
    }
}
