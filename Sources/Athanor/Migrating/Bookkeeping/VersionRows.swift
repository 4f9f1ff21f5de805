/// Reads and changes the rows of the version table.
struct VersionRows: Sendable {
    /// The table's full name.
    let table: QualifiedName
    /// The SQL dialect of the database.
    let dialect: any Dialect

    /// The query for the rows, in order.
    private var reading: Statement {
        Statement(own: "SELECT version_num FROM \(dialect.quote(table)) ORDER BY version_num")
    }

    /// Reads the rows, in order.
    /// - Throws: ``DatabaseError``.
    func read(on connection: any Connection) async throws -> [RevisionID] {
        let looking = dialect.guardingMetadataTables(and: table, for: .reading)
        return try Self.revisions(in: try await connection.query(reading, after: looking))
    }

    fileprivate static func revisions(in result: StatementResult) throws -> [RevisionID] {
        try result.rows.map { RevisionID(try $0.text("version_num")) }
    }

    /// Returns a change of the table.
    /// - Parameters:
    ///   - removed: the rows to remove.
    ///   - added: the rows to add.
    ///   - rows: the rows that the table must hold before the change.
    func move(removing removed: [RevisionID], adding added: [RevisionID], from rows: [RevisionID]) -> VersionMove {
        VersionMove(
            changes: statements(removing: removed, adding: added), reading: reading,
            expected: Set(rows).subtracting(removed).union(added))
    }

    /// Returns the statements that make a change. Each changes one row.
    func statements(removing removed: [RevisionID], adding added: [RevisionID]) -> [Statement] {
        let table = dialect.quote(table)
        let isRow = { dialect.condition("version_num", isOneOf: [$0]) }
        if let from = removed.first, let to = added.first, removed.count == 1, added.count == 1 {
            return [
                Statement(
                    own: "UPDATE \(table) SET version_num = $1 WHERE \(isRow("$2"))",
                    [.text(to.rawValue), .text(from.rawValue)])
            ]
        }
        return removed.map { Statement(own: "DELETE FROM \(table) WHERE \(isRow("$1"))", [.text($0.rawValue)]) }
            + added.map { Statement(own: "INSERT INTO \(table) (version_num) VALUES ($1)", [.text($0.rawValue)]) }
    }
}

/// A change of the version table that detects changes by others.
struct VersionMove: Sendable {
    fileprivate let changes: [Statement]
    fileprivate let reading: Statement
    fileprivate let expected: Set<RevisionID>

    /// The statements that make the change and then read the table.
    var statements: [Statement] { changes + [reading] }

    /// Verifies that each statement changed one row, and that the table then holds exactly the expected rows.
    /// - Parameter results: the results of ``statements``.
    /// - Throws: ``VersionTableMoved``.
    func check(_ results: [StatementResult]) throws {
        let found = try results.last.map(VersionRows.revisions) ?? []
        guard results.dropLast().allSatisfy({ $0.affectedRows == 1 }), Set(found) == expected else {
            throw VersionTableMoved(found: found, moment: .afterChange)
        }
    }
}
