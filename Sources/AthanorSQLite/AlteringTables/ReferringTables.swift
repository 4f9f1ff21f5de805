internal import Athanor

/// The tables whose foreign keys lead to a table: each must still find a key there.
///
/// SQLite would say so only when a row is written, and could check no foreign key of the database until then.
/// (https://sqlite.org/foreignkeys.html#fk_indexes)
struct ReferringTables {
    let table: String

    /// - Throws: `OperationError` that names the first table whose foreign key leads to no key.
    func check(on connection: any Connection) async throws {
        let children = try await connection.query(
            """
            SELECT DISTINCT child.name
            FROM main.sqlite_master AS child, pragma_foreign_key_list(child.name, 'main') AS key
            WHERE child.type = 'table' AND key."table" = $1 COLLATE NOCASE
            ORDER BY child.name
            """, [.text(table)])
        for child in try children.map({ try $0.text("name") }) {
            do {
                try await connection.query(
                    "SELECT 1 FROM pragma_foreign_key_check($1, 'main') LIMIT 1", [.text(child)])
            } catch let error as DatabaseError where error.message.contains("foreign key mismatch") {
                throw OperationError(
                    "table \"\(table)\" cannot be altered so: a foreign key of table \"\(child)\" would lead to columns "
                        + "that are no key",
                    advice:
                        "Drop that foreign key first, or keep the primary key or unique constraint that it leads to.")
            }
        }
    }
}
