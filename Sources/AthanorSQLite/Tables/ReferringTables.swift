internal import Athanor

/// The tables whose foreign keys refer to a table. A foreign key that found a key there before must still find one.
///
/// SQLite would report this only when a row is written, and until then could check no foreign key of that referring
/// table.
struct ReferringTables {
    private let table: String
    /// The number of a table's foreign keys that find no key, before the alteration.
    private let keyless: [SQLiteName: Int]

    init(of table: String, on connection: any Connection) async throws {
        self.table = table
        keyless = try await Self.keyless(referringTo: table, on: connection)
    }

    /// - Throws: `OperationError` that names the first table with a foreign key that finds no key, and found one
    ///   before.
    func check(on connection: any Connection) async throws {
        let now = try await Self.keyless(referringTo: table, on: connection)
        guard let child = now.keys.sorted().first(where: { now[$0, default: 0] > keyless[$0, default: 0] }) else {
            return
        }
        throw OperationError(
            "table \"\(table)\" cannot be altered: a foreign key of table \"\(child)\" would refer to columns "
                + "that are not a key",
            advice: "Drop that foreign key first, or keep the primary key or unique constraint that it refers to.")
    }

    /// Returns the other tables with a foreign key to a table, in order.
    static func names(referringTo table: String, on connection: any Connection) async throws -> [String] {
        try await connection.query(
            sql: """
                SELECT DISTINCT child.name AS child
                FROM main.sqlite_master AS child
                CROSS JOIN temp.pragma_foreign_key_list(child.name, 'main') AS key
                WHERE child.type = 'table' AND key."table" = $1 COLLATE NOCASE AND child.name <> $1 COLLATE NOCASE
                ORDER BY child.name
                """, [.text(table)]
        ).map { try $0["child", as: String.self] }
    }

    private static func keyless(
        referringTo table: String, on connection: any Connection
    ) async throws -> [SQLiteName: Int] {
        let children = try await KeylessForeignKeys.children(of: table, on: connection).map { SQLiteName($0) }
        return Dictionary(children.map { ($0, 1) }, uniquingKeysWith: +)
    }
}
