internal import Athanor

/// Renames a trigger. SQLite cannot, so the trigger is dropped, and created again from its own text.
struct RenamingTrigger: Sendable {
    let name: String
    let table: QualifiedName
    let newName: String
    let quotedNewName: String

    @Sendable func statements(on connection: any Connection) async throws -> [SQLStatement] {
        guard table.schema.map(EmulatedView.isMain) ?? true,
            let (stored, sql) = try await trigger(named: name, on: connection)
        else {
            throw OperationError(
                "there is no trigger \"\(name)\" on \(table)",
                advice: "List the triggers with `SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'`.")
        }
        if let (other, _) = try await trigger(named: newName, ofAnyTable: true, on: connection),
            !other.isSameName(as: stored)
        {
            throw OperationError("there is already a trigger \"\(other)\"", advice: "Choose another name.")
        }
        return [
            SQLStatement("DROP TRIGGER main.\(SQLiteDialect().quote(stored))"),
            SQLStatement(StoredText(try StoredText(sql).renamed(to: quotedNewName)).inMain),
        ]
    }

    private func trigger(
        named name: String, ofAnyTable: Bool = false, on connection: any Connection
    ) async throws -> (name: String, sql: String)? {
        let rows = try await connection.query(
            sql: """
                SELECT name, sql
                FROM main.sqlite_master
                WHERE type = 'trigger' AND name = $1 COLLATE NOCASE AND ($2 OR tbl_name = $3 COLLATE NOCASE)
                """, [.text(name), .boolean(ofAnyTable), .text(table.name)])
        return try rows.first.map { (try $0["name", as: String.self], try $0["sql", as: String.self]) }
    }
}
