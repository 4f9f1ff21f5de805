internal import Athanor

/// A trigger of the database.
struct StoredTrigger: Sendable {
    let name: String
    /// The table or view that the trigger is on.
    let table: String
    /// The statement that creates the trigger.
    let sql: String

    /// Returns all triggers, in the order in which they were created.
    static func all(on connection: any Connection) async throws -> [StoredTrigger] {
        try await connection.query(
            "SELECT name, tbl_name, sql FROM main.sqlite_master WHERE type = 'trigger' ORDER BY rowid"
        ).map {
            StoredTrigger(
                name: try $0["name", as: String.self], table: try $0["tbl_name", as: String.self],
                sql: try $0["sql", as: String.self])
        }
    }

    /// Returns the triggers on a table or view, which are dropped with it.
    static func all(of relation: String, on connection: any Connection) async throws -> [StoredTrigger] {
        try await all(on: connection).filter { $0.isOn(relation) }
    }

    func isOn(_ relation: String) -> Bool { table.isSameName(as: relation) }

    /// Whether the trigger's statements may use a table or view. A trigger on that relation names it once without using
    /// it.
    func uses(_ relation: String) -> Bool { StoredText(sql).mentions(of: relation) > (isOn(relation) ? 1 : 0) }
}
