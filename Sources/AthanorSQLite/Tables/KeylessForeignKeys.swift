internal import Athanor

/// The foreign keys that refer to columns that are not a key of the other table, or to a view.
///
/// SQLite cannot check any foreign key of their table, and fails with `foreign key mismatch`. So they are found first,
/// by SQLite's own rules. (https://sqlite.org/foreignkeys.html#fk_indexes, `sqlite3FkLocateIndex` in its source)
enum KeylessForeignKeys {
    /// The common table expressions `keys`, with one row per foreign key, and `keyless (child, parent)`, with one row
    /// per foreign key without a key.
    static let expression = """
        keys AS MATERIALIZED (
            SELECT child.name AS child, key.id, key."table" AS parent, count(*) AS width, max(key."to") AS "to"
            FROM main.sqlite_master AS child
            CROSS JOIN temp.pragma_foreign_key_list(child.name, 'main') AS key
            WHERE child.type = 'table'
            GROUP BY child.name, key.id
        ),
        keyless AS MATERIALIZED (
            SELECT keys.child, keys.parent
            FROM keys
            JOIN main.sqlite_master AS other
                ON other.type IN ('table', 'view') AND other.name = keys.parent COLLATE NOCASE
            WHERE other.type = 'view'
                OR NOT (
                    keys.width = 1
                        AND NOT EXISTS (
                            SELECT 1 FROM temp.pragma_index_list(keys.parent, 'main') AS pk WHERE pk.origin = 'pk')
                        AND 1 = (SELECT count(*) FROM temp.pragma_table_info(keys.parent, 'main') AS part WHERE part.pk > 0)
                        AND EXISTS (
                            SELECT 1
                            FROM temp.pragma_table_info(keys.parent, 'main') AS id
                            WHERE id.pk > 0 AND coalesce(keys."to", id.name) = id.name COLLATE NOCASE))
                    AND NOT EXISTS (
                        SELECT 1
                        FROM temp.pragma_index_list(keys.parent, 'main') AS list
                        WHERE list."unique" AND NOT list.partial
                            AND keys.width = (SELECT count(*) FROM temp.pragma_index_info(list.name, 'main'))
                            AND CASE
                                WHEN keys."to" IS NULL THEN list.origin = 'pk'
                                ELSE NOT EXISTS (
                                    SELECT 1
                                    FROM temp.pragma_index_info(list.name, 'main') AS part
                                    WHERE NOT EXISTS (
                                        SELECT 1
                                        FROM temp.pragma_foreign_key_list(keys.child, 'main') AS own
                                        WHERE own.id = keys.id AND own."to" = part.name COLLATE NOCASE))
                                END)
        )
        """

    /// Returns the tables with such a foreign key to a table, in order; a table occurs once per foreign key.
    static func children(of table: String, on connection: any Connection) async throws -> [String] {
        try await connection.query(
            sql: SQLStatement(
                """
                WITH
                \(expression)
                SELECT child FROM keyless WHERE parent = $1 COLLATE NOCASE ORDER BY child
                """, [.text(table)])
        ).map { try $0["child", as: String.self] }
    }
}
