internal import Athanor

/// Finds the references to no row that some work leaves behind, among those that were there before it: in a database
/// written without enforcement there may be many, and they are not the work's fault.
///
/// A foreign key that leads to columns which are no key cannot be checked. It counts as a violation if the work made it so.
///
/// A violation is told by its table, row number and parent. Rows without numbers, and those of a table that may have
/// been rebuilt and so numbered anew, cannot be told apart: there, more of them than before is a violation.
struct ForeignKeyViolations {
    static let table = "athanor_foreign_key_violations"

    /// The tables that may have been rebuilt.
    let rebuiltTables: [String]
    /// The statement before which a revision of several parts commits; `nil` where it commits at its end.
    let nextAlone: String?

    /// Run in the transaction before ``noting``.
    static let creatingNotes = Statement(
        """
        CREATE TEMP TABLE \(table) (
            "table" TEXT NOT NULL,
            row INTEGER,
            parent TEXT NOT NULL,
            is_keyless INTEGER NOT NULL
        )
        """)

    /// Run in the transaction before the work. Where SQLite cannot check since a parent table lacks a key in a way that is not
    /// known before, a connection takes exactly this text as fine and nothing is noted.
    static let noting = Statement(
        """
        WITH
        \(KeylessForeignKeys.expression),
        \(present)
        INSERT INTO temp.\(table) ("table", row, parent, is_keyless)
        SELECT "table", row, parent, is_keyless
        FROM present
        """)

    /// What is wrong with the foreign keys now.
    private static let present = """
        checkable AS MATERIALIZED (
            SELECT DISTINCT child FROM keys WHERE child NOT IN (SELECT child FROM keyless)
        ),
        present AS MATERIALIZED (
            SELECT violation."table", violation.rowid AS row, violation.parent, 0 AS is_keyless
            FROM checkable
            CROSS JOIN temp.pragma_foreign_key_check(checkable.child, 'main') AS violation
            UNION ALL
            SELECT child, NULL, parent, 1
            FROM keyless
        )
        """

    /// Run after the transaction, however it ended.
    static let droppingNotes = Statement("DROP TABLE IF EXISTS temp.\(table)")

    /// Run last in the transaction. (https://sqlite.org/pragma.html#pragma_foreign_key_check)
    var check: TransactionCheck {
        TransactionCheck("foreign keys would be violated", statement, advice: advice) { rows in
            guard !rows.isEmpty else { return nil }
            let violations = rows.prefix(5).map(Self.describe)
            let rest = rows.count > 5 ? ", and more" : ""
            return "foreign keys would be violated: \(violations.joined(separator: ", "))\(rest)"
        }
    }

    private var advice: String {
        guard let nextAlone else {
            return
                "Correct the data or the revision. Foreign keys are not enforced in it, because it drops or rebuilds a "
                + "table or says PRAGMA foreign_keys = OFF: its ON DELETE and ON UPDATE actions do nothing. "
                + "Change the referring rows in the revision too, or do the rest in another revision."
        }
        return "The revision commits here, before \(nextAlone), which SQLite runs outside transactions. "
            + "Move that statement, so that what makes the references whole again comes before it."
    }

    private var statement: Statement {
        let placeholders = rebuiltTables.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return Statement(
            """
            WITH
            \(KeylessForeignKeys.expression),
            \(Self.present),
            noted AS (
                SELECT "table", row, parent, is_keyless,
                    row_number() OVER (PARTITION BY "table", row, parent, is_keyless) AS copy
                FROM temp.\(Self.table)
            ),
            found AS MATERIALIZED (
                SELECT "table", row, parent, is_keyless,
                    row_number() OVER (PARTITION BY "table", row, parent, is_keyless) AS copy
                FROM present
            ),
            grown AS (
                SELECT "table", lower(parent) AS parent, is_keyless
                FROM found
                GROUP BY "table", lower(parent), is_keyless
                HAVING count(*) > (
                    SELECT count(*)
                    FROM noted
                    WHERE lower(noted."table") = lower(found."table")
                        AND lower(noted.parent) = lower(found.parent)
                        AND noted.is_keyless = found.is_keyless
                )
            ),
            other AS (
                SELECT "table", row, parent, is_keyless, copy FROM found
                EXCEPT
                SELECT "table", row, parent, is_keyless, copy FROM noted
            )
            SELECT "table", row, parent, is_keyless
            FROM other
            WHERE "table" COLLATE NOCASE NOT IN (\(placeholders))
                OR ("table", lower(parent), is_keyless) IN (SELECT "table", parent, is_keyless FROM grown)
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
        guard texts.count == 4 else { return "a row" }
        guard texts[3] == "0" else {
            return "a foreign key of table \"\(texts[0])\" leads to columns of \"\(texts[2])\" that are no key"
        }
        // A table WITHOUT ROWID has no row numbers.
        let place = texts[1].isEmpty ? "a row of table \"\(texts[0])\"" : "row \(texts[1]) of table \"\(texts[0])\""
        return "\(place) refers to no row of \"\(texts[2])\""
    }
}
