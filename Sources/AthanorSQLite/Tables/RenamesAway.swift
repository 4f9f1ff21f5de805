internal import Athanor

/// Lets a rename know, when it runs, that it is part of a table rebuild: only the whole work shows that, and a rename
/// is lowered by itself. A temporary table, which no other connection sees, lists those renames.
struct RenamesAway {
    static let table = "athanor_renames_away"

    let renames: [TableRebuilds.Rename]

    /// Run before the work, in the transaction.
    var noting: [Statement] {
        guard !renames.isEmpty else { return [] }
        let creating = Statement(
            """
            CREATE TEMP TABLE \(Self.table) (
                name TEXT NOT NULL COLLATE NOCASE,
                new_name TEXT NOT NULL COLLATE NOCASE
            )
            """)
        return [creating]
            + renames.map { rename in
                Statement(
                    """
                    INSERT INTO temp.\(Self.table) (name, new_name)
                    VALUES ($1, $2)
                    """, [.text(rename.name), .text(rename.newName)])
            }
    }

    /// Run after the transaction, however it ended.
    var forgetting: [Statement] {
        renames.isEmpty ? [] : [Statement("DROP TABLE IF EXISTS temp.\(Self.table)")]
    }

    /// Whether a rename is one of them.
    static func contains(_ name: String, to newName: String, on connection: any Connection) async throws -> Bool {
        let tables = try await connection.query(
            "SELECT 1 FROM sqlite_temp_master WHERE name = $1", [.text(table)])
        guard !tables.isEmpty else { return false }
        let renames = try await connection.query(
            """
            SELECT 1
            FROM temp.\(table)
            WHERE name = $1 AND new_name = $2
            """, [.text(name), .text(newName)])
        return !renames.isEmpty
    }
}
