/// Reads and changes the rows of the version table.
struct VersionRows: Sendable {
    /// The table's name. Without a schema, as in a script that does not know it, the session's search path finds the
    /// table.
    let table: QualifiedName
    /// The SQL dialect of the database.
    let dialect: any Dialect

    /// The query for the rows, in order.
    private var reading: SQLStatement {
        statement("SELECT version_num FROM \(dialect.quote(table)) ORDER BY version_num")
    }

    /// Returns a statement of Athanor's own. If the search path finds the table, the statement runs with the session's
    /// path instead of a pinned one, so nothing else in it may depend on the path.
    private func statement(_ text: String, _ values: [Value] = []) -> SQLStatement {
        table.schema == nil ? SQLStatement(text, values) : SQLStatement(own: text, values)
    }

    private func isRow(_ placeholders: [String]) -> String {
        dialect.condition("version_num", isOneOf: placeholders)
    }

    /// Returns a query for rows other than these, and for missing ones of these.
    func differences(from rows: [RevisionID]) -> SQLStatement {
        let table = dialect.quote(table)
        guard !rows.isEmpty else { return statement("SELECT 1 FROM \(table)") }
        let placeholders = rows.indices.map { "$\($0 + 1)" }
        let queries =
            ["SELECT 1 FROM \(table) WHERE NOT (\(isRow(placeholders)))"]
            + placeholders.map { "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM \(table) WHERE \(isRow([$0])))" }
        return statement(queries.joined(separator: "\nUNION ALL\n"), rows.map { .text($0.rawValue) })
    }

    /// Reads the rows, in order.
    /// - Throws: ``DatabaseFailure``.
    func read(on connection: any Connection) async throws -> [RevisionID] {
        let looking = dialect.guardingMetadataTables(and: table, for: .reading)
        return try Self.revisions(in: try await connection.query(sql: reading, after: looking))
    }

    fileprivate static func revisions(in result: StatementResult) throws -> [RevisionID] {
        try result.map { RevisionID(try $0["version_num", as: String.self]) }
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
    private func statements(removing removed: [RevisionID], adding added: [RevisionID]) -> [SQLStatement] {
        let table = dialect.quote(table)
        if let from = removed.first, let to = added.first, removed.count == 1, added.count == 1 {
            return [
                statement(
                    "UPDATE \(table) SET version_num = $1 WHERE \(isRow(["$2"]))",
                    [.text(to.rawValue), .text(from.rawValue)])
            ]
        }
        return removed.map { statement("DELETE FROM \(table) WHERE \(isRow(["$1"]))", [.text($0.rawValue)]) }
            + added.map { statement("INSERT INTO \(table) (version_num) VALUES ($1)", [.text($0.rawValue)]) }
    }
}

/// A change of the version table that detects changes by others.
struct VersionMove: Sendable {
    /// The statements that make the change. A script contains no others: it has verified the rows before.
    let changes: [SQLStatement]
    fileprivate let reading: SQLStatement
    fileprivate let expected: Set<RevisionID>

    /// The statements of a run: they make the change and then read the table.
    var statements: [SQLStatement] { changes + [reading] }

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
