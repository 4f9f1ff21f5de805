internal import Athanor

/// Finds the references to no row that some work leaves behind, among those that were there before it: in a database
/// written without enforcement there may be many, and they are not the work's fault.
///
/// A violation is told by its table, row number and parent. Rows without numbers, and those of a table that may have
/// been rebuilt and so numbered anew, cannot be told apart: there, more of them than before is a violation.
struct ForeignKeyViolations {
    private static let table = "athanor_foreign_key_violations"

    /// The tables that may have been rebuilt.
    let rebuiltTables: [String]

    /// Run in the transaction before ``noting``.
    static let creatingNotes = Statement(
        """
        CREATE TEMP TABLE \(table) (
            "table" TEXT NOT NULL,
            row INTEGER,
            parent TEXT NOT NULL
        )
        """)

    /// Run in the transaction before the work. Where SQLite cannot check since a parent table lacks a key, a connection takes
    /// exactly this text as fine and nothing is noted: to give the table its key may be what the work is for.
    static let noting = Statement(
        """
        INSERT INTO temp.\(table) ("table", row, parent)
        SELECT "table", rowid, parent
        FROM pragma_foreign_key_check
        """)

    /// Run after the transaction, however it ended.
    static let droppingNotes = Statement("DROP TABLE IF EXISTS temp.\(table)")

    /// Run last in the transaction. (https://sqlite.org/pragma.html#pragma_foreign_key_check)
    var check: TransactionCheck {
        TransactionCheck("foreign keys would be violated", statement) { rows in
            guard !rows.isEmpty else { return nil }
            let violations = rows.prefix(5).map(Self.describe)
            let rest = rows.count > 5 ? ", and more" : ""
            return "foreign keys would be violated: \(violations.joined(separator: ", "))\(rest)"
        }
    }

    private var statement: Statement {
        let placeholders = rebuiltTables.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return Statement(
            """
            WITH
                noted AS (
                    SELECT "table", row, parent, row_number() OVER (PARTITION BY "table", row, parent) AS copy
                    FROM temp.\(Self.table)
                ),
                present AS MATERIALIZED (
                    SELECT "table", rowid AS row, parent, row_number() OVER (PARTITION BY "table", rowid, parent) AS copy
                    FROM pragma_foreign_key_check
                ),
                grown AS (
                    SELECT "table", lower(parent) AS parent
                    FROM present
                    GROUP BY "table", lower(parent)
                    HAVING count(*) > (
                        SELECT count(*)
                        FROM noted
                        WHERE lower(noted."table") = lower(present."table")
                            AND lower(noted.parent) = lower(present.parent)
                    )
                ),
                other AS (
                    SELECT "table", row, parent, copy FROM present
                    EXCEPT
                    SELECT "table", row, parent, copy FROM noted
                )
            SELECT "table", row, parent
            FROM other
            WHERE "table" COLLATE NOCASE NOT IN (\(placeholders))
                OR ("table", lower(parent)) IN (SELECT "table", parent FROM grown)
            LIMIT 6
            """, rebuiltTables.map { .text($0) })
    }

    private static func describe(_ row: Row) -> String {
        let texts = row.values.map { value -> String in
            switch value {
            case .text(let text): text
            case .integer(let number): String(number)
            default: ""
            }
        }
        guard texts.count == 3 else { return "a row" }
        // A table WITHOUT ROWID has no row numbers.
        let place = texts[1].isEmpty ? "a row of table \"\(texts[0])\"" : "row \(texts[1]) of table \"\(texts[0])\""
        return "\(place) refers to no row of \"\(texts[2])\""
    }
}
