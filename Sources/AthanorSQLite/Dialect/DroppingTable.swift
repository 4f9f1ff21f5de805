internal import Athanor

/// Keeps a table from being dropped under a materialized view that reads it.
///
/// SQLite drops it and says nothing, and the view cannot be refreshed any more. But what makes a table again under its own name
/// drops it too, so that only the end of the transaction tells: each drop notes who reads the table, and before the commit it
/// must be there again, or its readers must be gone.
struct DroppingTable {
    private static let noted = "temp.athanor_dropped_tables"

    let name: QualifiedName

    /// Notes who reads the table. It writes nothing but that, so that it is no part of a script.
    var noting: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(
                summary: "look what reads table \(name)", content: "drop table \(name)", rehearsal: .written([])
            ) { connection in
                try await note(on: connection)
                return []
            })
    }

    private func note(on connection: any Connection) async throws {
        guard name.schema.map(EmulatedView.isMain) ?? true,
            let table = try await SchemaObject.named(name.name, on: connection), table.type == "table"
        else { return }
        let dependents = try await Dependents(of: [table.name], on: connection).all
        var views: [String] = []
        for case .materialized(let view) in dependents { views.append(view.name) }
        guard !views.isEmpty else { return }
        // Inside of another directive nobody may look at the end.
        guard try await Self.isNoting(on: connection) else {
            throw OperationError(
                Self.problem(of: table.name, readBy: dependents.list), advice: "Drop what reads it first.")
        }
        for view in views {
            try await connection.query(
                Statement(
                    "INSERT INTO \(Self.noted) (name, view, readers) VALUES ($1, $2, $3)",
                    [.text(table.name), .text(view), .text(dependents.list)]))
        }
    }

    private static func problem(of table: String, readBy readers: String) -> String {
        "table \"\(table)\" cannot be dropped because \(readers) would have nothing to read"
    }

    /// Whether some work drops tables.
    static func isNeeded(for work: [LoweredStep]) -> Bool {
        work.contains { step in
            if case .statement(let lowered) = step { lowered.command == "DROP TABLE" } else { false }
        }
    }

    /// Run when the transaction begins.
    static var opening: [Statement] {
        [
            Statement("CREATE TEMP TABLE IF NOT EXISTS athanor_dropped_tables (name TEXT, view TEXT, readers TEXT)"),
            Statement("DELETE FROM \(noted)"),
        ]
    }

    /// Made before the commit.
    static var check: TransactionCheck {
        let definition = SQLiteDialect().literal(.text(EmulatedView.definitionPrefix))
        return TransactionCheck(
            "materialized views would have nothing to read",
            Statement(
                """
                SELECT noted.name, noted.readers
                FROM \(noted) AS noted
                JOIN main.sqlite_master AS definition
                  ON definition.type = 'view' AND definition.name = \(definition) || noted.view COLLATE NOCASE
                WHERE NOT EXISTS (
                    SELECT 1 FROM main.sqlite_master AS present
                    WHERE present.type IN ('table', 'view') AND present.name = noted.name COLLATE NOCASE)
                ORDER BY noted.rowid
                """)
        ) { rows in
            guard let row = rows.first, let table = try? row.text("name"), let readers = try? row.text("readers") else {
                return nil
            }
            return problem(of: table, readBy: readers) + ". Drop these views first, or give them other definitions"
        }
    }

    private static func isNoting(on connection: any Connection) async throws -> Bool {
        try await !connection.query("SELECT 1 FROM sqlite_temp_master WHERE name = 'athanor_dropped_tables'").isEmpty
    }

    /// Runs a directive's own work such that a table that it drops may be there again at its end.
    /// - Throws: ``OperationError`` where a materialized view would have nothing to read; what `body` throws.
    static func watching(
        _ work: [LoweredStep], on connection: any Connection, _ body: () async throws -> Void
    ) async throws {
        guard isNeeded(for: work), try await !isNoting(on: connection) else { return try await body() }
        for statement in opening { try await connection.query(statement) }
        try await body()
        if let problem = check.violation(try await connection.query(check.statement).rows) {
            throw OperationError(problem, advice: "Make the table again, or drop what reads it first.")
        }
        try await connection.query(forgetting)
    }

    /// Run after the transaction, however it ended.
    static var forgetting: Statement { Statement("DROP TABLE IF EXISTS \(noted)") }

    /// Drops all views that read the table, for a directive that says so.
    var droppingReaders: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "drop the views that read table \(name)") { connection in
                guard let table = try await SchemaObject.named(name.name, on: connection), table.type == "table" else {
                    return []
                }
                let dependents = try await Dependents(of: [table.name], on: connection).all
                return dependents.reversed().flatMap { $0.dropping(origin: nil) }
                    + (try await RecordedView(connection: connection).dropped(dependents.map(\.name)))
            })
    }
}
