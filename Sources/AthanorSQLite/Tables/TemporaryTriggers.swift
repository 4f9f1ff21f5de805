internal import Athanor

/// The session's temporary triggers on a table of `main`. They would run for each row that a rebuild copies, and would
/// be dropped with the old table.
struct TemporaryTriggers {
    private let triggers: [SchemaObject]

    init(on table: String, on connection: any Connection) async throws {
        let rows = try await connection.query(
            sql: """
                SELECT name, sql, EXISTS (
                    SELECT 1 FROM temp.sqlite_master AS hidden
                    WHERE hidden.type IN ('table', 'view') AND hidden.name = $1 COLLATE NOCASE) AS hides
                FROM temp.sqlite_master
                WHERE type = 'trigger' AND tbl_name = $1 COLLATE NOCASE
                ORDER BY rowid
                """, [.text(table)])
        var found: [SchemaObject] = []
        for row in rows {
            let trigger = SchemaObject(
                type: "trigger", name: try row["name", as: String.self], sql: try row["sql", as: String?.self])
            // If a temporary table has the same name, only `ON main.t` means the table in `main`.
            if try row["hides", as: Bool.self], !StoredText(trigger.sql ?? "").isOnQualifiedTable { continue }
            found.append(trigger)
        }
        triggers = found
    }

    func drop(on connection: any Connection) async throws {
        for trigger in triggers {
            try await connection.query(sql: SQLStatement("DROP TRIGGER temp.\(SQLiteDialect().quote(trigger.name))"))
        }
    }

    func create(on connection: any Connection) async throws {
        for trigger in triggers {
            guard let sql = trigger.sql else { continue }
            try await connection.query(sql: SQLStatement(StoredText(sql).asTemporary))
        }
    }
}
