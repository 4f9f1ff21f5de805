package import Athanor

extension SQLiteDialect {
    /// Returns steps that drop the temporary tables, views and triggers a revision left behind. SQLite resolves a name
    /// without a schema to temporary objects first. (https://sqlite.org/lang_naming.html)
    package func clearing(after work: [LoweredStep]) -> [LoweredStep] {
        TemporaryObjects.mayBeLeft(by: work) ? [TemporaryObjects.dropping] : []
    }
}

/// The temporary objects of a session.
enum TemporaryObjects {
    /// Athanor's temporary tables, which are dropped in their transaction.
    private static let own: [String] = [NotingViews.beforeTable, ForeignKeyViolations.table, RenamesAway.table]

    /// Whether some work mentions a temporary object, or runs code that may create one.
    static func mayBeLeft(by work: [LoweredStep]) -> Bool {
        work.flatMap(\.parts).contains { step in
            switch step.content {
            case .statement(let lowered): mentionsTemporary(lowered.statement.text)
            case .resolvedWhenRun(let resolved):
                // A step without a preview runs code of the revision.
                if case .onlyLive = resolved.previewing {
                    true
                } else {
                    mentionsTemporary(resolved.origin?.text ?? resolved.content)
                }
            case .rows, .ownTransaction, .batches: false
            }
        }
    }

    /// Finds TEMP and TEMPORARY, and the schema `temp`.
    private static func mentionsTemporary(_ sql: String) -> Bool { sql.asciiLowercased.containsBytes(of: "temp") }

    static let dropping = LoweredStep.resolvedWhenRun(
        ResolvedStep(summary: "drop the temporary objects of this revision") { connection in
            try await statements(on: connection)
        })

    private static func statements(on connection: any Connection) async throws -> [SQLStatement] {
        // Virtual tables are dropped before the tables that store them, and children before the tables they refer to.
        let rows = try await connection.query(
            """
            SELECT type, name
            FROM temp.sqlite_master
            WHERE type IN ('trigger', 'view', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            ORDER BY type = 'table', rootpage > 0, rowid DESC
            """)
        let dialect = SQLiteDialect()
        return try rows.compactMap { row in
            let name = try row["name", as: String.self]
            guard !own.contains(where: { $0.isSameName(as: name) }) else { return nil }
            return SQLStatement(
                "DROP \(try row["type", as: String.self].asciiUppercased) IF EXISTS temp.\(dialect.quote(name))")
        }
    }
}
