internal import Athanor

/// A trigger of the database.
struct StoredTrigger: Sendable {
    /// Its name.
    let name: String
    /// The table or view that it is on.
    let table: String
    /// The statement that creates it.
    let sql: String

    /// All triggers, in the order in which they were created.
    static func all(on connection: any Connection) async throws -> [StoredTrigger] {
        try await connection.query(
            "SELECT name, tbl_name, sql FROM main.sqlite_master WHERE type = 'trigger' ORDER BY rowid"
        ).map { StoredTrigger(name: try $0.text("name"), table: try $0.text("tbl_name"), sql: try $0.text("sql")) }
    }

    /// The triggers on a table or view, which go when that is dropped.
    static func all(of relation: String, on connection: any Connection) async throws -> [StoredTrigger] {
        try await all(on: connection).filter { $0.isOn(relation) }
    }

    /// Whether it is on this table or view.
    func isOn(_ relation: String) -> Bool { table.isSameName(as: relation) }

    /// Whether its statements may use a table or view: a trigger that is on it names it once as that.
    func uses(_ relation: String) -> Bool { StoredText(sql).mentions(of: relation) > (isOn(relation) ? 1 : 0) }
}
