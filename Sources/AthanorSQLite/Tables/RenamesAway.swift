internal import Athanor

/// The renames that move an old table out of the way in a table rebuild. Only the whole work shows which renames these
/// are, but each statement is lowered alone. So a temporary table, which no other connection sees, lists them for the
/// moment when they run.
struct RenamesAway {
    static let table = "athanor_renames_away"

    let renames: [TableRebuilds.Rename]

    /// The statements to run in the transaction, before the work.
    var noting: [SQLStatement] {
        guard !renames.isEmpty else { return [] }
        let creating = SQLStatement(
            """
            CREATE TEMP TABLE \(Self.table) (
                name TEXT NOT NULL COLLATE NOCASE,
                new_name TEXT NOT NULL COLLATE NOCASE
            )
            """)
        return [creating]
            + renames.map { rename in
                SQLStatement(
                    """
                    INSERT INTO temp.\(Self.table) (name, new_name)
                    VALUES ($1, $2)
                    """, [.text(rename.name), .text(rename.newName)])
            }
    }

    /// The statements to run after the transaction, however it ended.
    var forgetting: [SQLStatement] {
        renames.isEmpty ? [] : [SQLStatement("DROP TABLE IF EXISTS temp.\(Self.table)")]
    }

    /// Whether a rename is in the list.
    static func contains(_ name: String, to newName: String, on connection: any Connection) async throws -> Bool {
        let tables = try await connection.query(
            sql: "SELECT 1 FROM sqlite_temp_master WHERE name = $1", [.text(table)])
        guard !tables.isEmpty else { return false }
        let renames = try await connection.query(
            sql: """
                SELECT 1
                FROM temp.\(table)
                WHERE name = $1 AND new_name = $2
                """, [.text(name), .text(newName)])
        return !renames.isEmpty
    }
}
