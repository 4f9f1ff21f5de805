internal import Athanor

/// A check that the work leaves no new references to missing rows. References that were broken before are not counted:
/// a database written without enforcement may have many.
///
/// A foreign key to columns that are not a key cannot be checked. It counts as a violation if the work made it so.
///
/// A violation is identified by its table, row number and parent. Rows without numbers cannot be distinguished, nor can
/// rows of a table that may have been rebuilt and renumbered: there, more rows than before are a violation.
struct ForeignKeyViolations {
    static let table = "athanor_foreign_key_violations"

    /// The tables that may have been rebuilt.
    let rebuiltTables: [String]
    /// The statement before which a revision of several segments commits; `nil` if it commits at its end.
    let nextAlone: String?

    /// The statement to run in the transaction before ``noting``.
    static let creatingNotes = SQLStatement(
        """
        CREATE TEMP TABLE \(table) (
            "table" TEXT NOT NULL,
            row INTEGER,
            parent TEXT NOT NULL,
            is_keyless INTEGER NOT NULL
        )
        """)

    /// The statement to run in the transaction before the work. SQLite may fail to check because a parent table lacks a
    /// key in a way that is not known before. For exactly this text, a connection ignores that error, and nothing is
    /// recorded.
    static let noting = SQLStatement(
        """
        WITH
        \(KeylessForeignKeys.expression),
        \(present)
        INSERT INTO temp.\(table) ("table", row, parent, is_keyless)
        SELECT "table", row, parent, is_keyless
        FROM present
        """)

    /// The current violations.
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

    /// The statement to run after the transaction, however it ended.
    static let droppingNotes = SQLStatement("DROP TABLE IF EXISTS temp.\(table)")

    /// The check to run last in the transaction. (https://sqlite.org/pragma.html#pragma_foreign_key_check)
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
                + "table or sets PRAGMA foreign_keys = OFF: its ON DELETE and ON UPDATE actions do nothing. "
                + "Change the referring rows in the revision too, or do the rest in another revision."
        }
        return "The revision commits here, before \(nextAlone), which SQLite runs outside transactions. "
            + "Move that statement after those that repair the references."
    }

    private var statement: SQLStatement {
        let placeholders = rebuiltTables.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return SQLStatement(
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

    private static func describe(_ row: ResultRow) -> String {
        let texts = row.values.map { value -> String in
            switch value {
            case .text(let text): text
            case .integer(let number): String(number)
            default: ""
            }
        }
        guard texts.count == 4 else { return "a row" }
        guard texts[3] == "0" else {
            return "a foreign key of table \"\(texts[0])\" refers to columns of \"\(texts[2])\" that are not a key"
        }
        // A table WITHOUT ROWID has no row numbers.
        let place = texts[1].isEmpty ? "a row of table \"\(texts[0])\"" : "row \(texts[1]) of table \"\(texts[0])\""
        return "\(place) refers to no row of \"\(texts[2])\""
    }
}
