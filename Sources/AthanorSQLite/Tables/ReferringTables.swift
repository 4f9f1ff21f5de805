internal import Athanor

/// The tables whose foreign keys lead to a table: each must still find a key there, if it found one before.
///
/// SQLite would say so only when a row is written, and could check no foreign key of the table until then.
struct ReferringTables {
    private let table: String
    /// How many foreign keys of a table find no key, before the table is altered.
    private let keyless: [SQLiteName: Int]

    init(of table: String, on connection: any Connection) async throws {
        self.table = table
        keyless = try await Self.keyless(referringTo: table, on: connection)
    }

    /// - Throws: `OperationError` that names the first table whose foreign key leads to no key, and found one before.
    func check(on connection: any Connection) async throws {
        let now = try await Self.keyless(referringTo: table, on: connection)
        guard let child = now.keys.sorted().first(where: { now[$0, default: 0] > keyless[$0, default: 0] }) else {
            return
        }
        throw OperationError(
            "table \"\(table)\" cannot be altered so: a foreign key of table \"\(child)\" would lead to columns "
                + "that are no key",
            advice: "Drop that foreign key first, or keep the primary key or unique constraint that it leads to.")
    }

    /// The other tables with a foreign key that leads to a table, in order.
    static func names(referringTo table: String, on connection: any Connection) async throws -> [String] {
        try await connection.query(
            """
            SELECT DISTINCT child.name AS child
            FROM main.sqlite_master AS child
            CROSS JOIN temp.pragma_foreign_key_list(child.name, 'main') AS key
            WHERE child.type = 'table' AND key."table" = $1 COLLATE NOCASE AND child.name <> $1 COLLATE NOCASE
            ORDER BY child.name
            """, [.text(table)]
        ).map { try $0.text("child") }
    }

    private static func keyless(
        referringTo table: String, on connection: any Connection
    ) async throws -> [SQLiteName: Int] {
        let children = try await KeylessForeignKeys.children(of: table, on: connection).map { SQLiteName($0) }
        return Dictionary(children.map { ($0, 1) }, uniquingKeysWith: +)
    }
}
