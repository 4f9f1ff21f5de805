internal import Athanor

/// An update of a view's rows to those in a temporary table, which writes only rows that differ.
///
/// Two rows are equal when all their values are equal in type and value: 1 is not 1.0 here, 'x' is not 'X' whatever the
/// column's collation, and NULL is NULL. Of rows that occur more than once, as many are kept as both sides have. Other
/// rows are deleted and inserted; if exactly one unique index identifies the rows, a row with the same key is updated
/// in place.
struct ChangedRows {
    private static let changed = "temp.athanor_changed_rows"
    private static let updated = "temp.athanor_updated_rows"
    /// The maximum number of columns that are compared one by one. SQLite limits the terms of a GROUP BY and the
    /// columns of a result to 2,000, and a column takes two terms. (https://sqlite.org/limits.html#max_column)
    private static let mostComparedByThemselves = 900

    /// A column of the only unique index.
    private struct KeyPart {
        let column: Int
        let collation: String
    }

    private let view: EmulatedView
    private let columns: [EmulatedColumn]
    /// A name for row numbers that no column has.
    private let rowNumber: String
    /// The columns of the only unique index. Empty if there is none, or several: with several, updates could conflict
    /// row by row, though the final rows do not.
    private let key: [KeyPart]
    /// Whether the rows must have the order in which the query returns them.
    private let isOrdered: Bool

    /// - Returns: `nil` when rows cannot be numbered, because columns use all names of the row number.
    init?(of view: EmulatedView, on connection: any Connection) async throws {
        columns = try await EmulatedColumn.all(of: view.rowsTable, on: connection)
        let names = columns
        guard let rowNumber = ["rowid", "_rowid_", "oid"].first(where: { !names.contains(named: $0) }) else {
            return nil
        }
        self.view = view
        self.rowNumber = rowNumber
        let definition = try await SchemaObject.named(view.definitionView, on: connection)?.sql
        isOrdered = definition.map { ViewQuery.isOrdered(StoredText($0).queryTokens) } ?? false
        // An UPDATE that reads another table has more result columns than it sets.
        key =
            names.count > Self.mostComparedByThemselves
            ? [] : try await Self.key(of: view, columns: names, on: connection)
    }

    private static func key(
        of view: EmulatedView, columns: [EmulatedColumn], on connection: any Connection
    ) async throws -> [KeyPart] {
        let parts = try await connection.query(
            sql: """
                SELECT list.name AS "index", list.partial, part.cid, part.name, part.coll
                FROM temp.pragma_index_list($1, 'main') AS list
                JOIN temp.pragma_index_xinfo(list.name, 'main') AS part
                WHERE list."unique" AND part."key"
                ORDER BY list.name, part.seqno
                """, [.text(view.rowsTable)])
        let indexes = Set(try parts.map { try $0["index", as: String.self] })
        guard indexes.count == 1 else { return [] }
        var key: [KeyPart] = []
        for part in parts {
            guard try !part["partial", as: Bool.self], try part["cid", as: Int64.self] >= 0 else { return [] }
            let name = try part["name", as: String.self]
            guard let column = columns.firstIndex(where: { $0.name.isSameName(as: name) }) else { return [] }
            key.append(KeyPart(column: column, collation: try part["coll", as: String.self]))
        }
        return key
    }

    private var dialect: SQLiteDialect { SQLiteDialect() }
    private var rows: String { "main." + dialect.quote(view.rowsTable) }
    private var new: String { "temp." + dialect.quote(view.rowsTable) }
    private func old(_ index: Int) -> String { dialect.quote(columns[index].name) }

    /// Returns the name of a column in the temporary table.
    static func newColumn(_ index: Int) -> String { "c\(index + 1)" }

    /// A statement, with the meaning of the number of rows that it affects.
    typealias CountedStatement = (sql: String, effect: RefreshEffect)

    /// The statements to run, in order.
    var statements: [CountedStatement] {
        var statements: [CountedStatement] = [(creatingChanged, .none), (comparing, .none)]
        if !key.isEmpty { statements += [(creatingUpdated, .none), (pairing, .none)] }
        statements.append((deleting, .deletes))
        if !key.isEmpty { statements.append((replacing, .updates)) }
        statements.append((inserting, .inserts))
        if isOrdered { statements += [(emptyingDisordered, .none), (fillingEmptied, .none)] }
        if !key.isEmpty { statements.append(("DROP TABLE \(Self.updated)", .none)) }
        statements.append(("DROP TABLE \(Self.changed)", .none))
        return statements
    }

    private var creatingChanged: String {
        """
        CREATE TEMP TABLE athanor_changed_rows (
            is_new INTEGER NOT NULL,
            row INTEGER NOT NULL,
            PRIMARY KEY (is_new, row)
        ) WITHOUT ROWID
        """
    }

    /// The statement that finds the rows that differ. It skips rows that are equal under the same number on both sides,
    /// without sorting. It groups the other rows by equality, by the columns of a key first so that rows are
    /// distinguished early. In a group with more old rows than new ones, the excess old rows are removed; with more new
    /// rows, the excess new ones are added. (One sort for everything: window functions took more than three times as
    /// long.)
    private var comparing: String {
        """
        WITH differing AS MATERIALIZED (
            SELECT
                json_group_array(row) FILTER (WHERE NOT is_new) AS old_rows,
                json_group_array(row) FILTER (WHERE is_new) AS new_rows
            FROM (
                SELECT 0 AS is_new, old.\(rowNumber) AS row, \(compared { "old.\(old($0))" })
                FROM \(rows) AS old
                LEFT JOIN \(new) AS new ON new.rowid = old.\(rowNumber)
                WHERE \(differs)
                UNION ALL
                SELECT 1, new.rowid, \(compared { "new.\(Self.newColumn($0))" })
                FROM \(new) AS new
                LEFT JOIN \(rows) AS old ON old.\(rowNumber) = new.rowid
                WHERE \(differs)
            )
            GROUP BY \(sameness)
            HAVING count(*) <> 2 * sum(is_new)
        )
        INSERT INTO \(Self.changed) (is_new, row)
        SELECT 0, value
        FROM differing
        JOIN temp.json_each(old_rows)
        WHERE "key" >= json_array_length(new_rows)
        UNION ALL
        SELECT 1, value
        FROM differing
        JOIN temp.json_each(new_rows)
        WHERE "key" >= json_array_length(old_rows)
        """
    }

    private var isWide: Bool { columns.count > Self.mostComparedByThemselves }

    /// Returns the expressions that rows are grouped by: each value, or, with too many columns, one text of all values.
    private func compared(_ value: (Int) -> String) -> String {
        guard isWide else { return columns.indices.map { "\(value($0)) AS c\($0 + 1)" }.joined(separator: ", ") }
        // quote() stops at a NUL in a text. hex() does not, but would cut the digits of a real.
        let values = columns.indices.map {
            "CASE typeof(\(value($0))) WHEN 'text' THEN 't' || hex(\(value($0))) ELSE quote(\(value($0))) END"
        }
        return "\(Self.balanced(values[...], by: " || ',' || ")) AS c1"
    }

    private var sameness: String {
        guard !isWide else { return "c1" }
        let first = key.map(\.column)
        let order = first + columns.indices.filter { !first.contains($0) }
        return (order.map { "c\($0 + 1) COLLATE BINARY" } + order.map { "typeof(c\($0 + 1))" }).joined(separator: ", ")
    }

    /// The condition that the rows with one number differ, or that one of them is missing.
    private var differs: String {
        let differences = columns.indices.map { index in
            let (before, after) = ("old.\(old(index))", "new.\(Self.newColumn(index))")
            return "\(before) IS NOT \(after) COLLATE BINARY OR typeof(\(before)) <> typeof(\(after))"
        }
        return "new.rowid IS NULL OR old.\(rowNumber) IS NULL OR \(Self.balanced(differences[...], by: " OR "))"
    }

    /// Joins expressions, nested no deeper than SQLite allows. (https://sqlite.org/limits.html#max_expr_depth)
    private static func balanced(_ expressions: ArraySlice<String>, by separator: String) -> String {
        guard expressions.count > 64 else { return expressions.joined(separator: separator) }
        let middle = expressions.startIndex + expressions.count / 2
        return "(\(balanced(expressions[..<middle], by: separator)))\(separator)"
            + "(\(balanced(expressions[middle...], by: separator)))"
    }

    private var creatingUpdated: String {
        """
        CREATE TEMP TABLE athanor_updated_rows (
            old_row INTEGER PRIMARY KEY,
            new_row INTEGER NOT NULL
        )
        """
    }

    /// The statement that pairs old and new rows by key. Of several new rows with one key, which the index will refuse,
    /// one is paired.
    private var pairing: String {
        let sameKey = key.map {
            "old.\(old($0.column)) = new.\(Self.newColumn($0.column)) COLLATE \(dialect.quote($0.collation))"
        }
        return """
            INSERT INTO \(Self.updated) (old_row, new_row)
            SELECT gone.row, min(come.row)
            FROM \(Self.changed) AS come
            CROSS JOIN \(new) AS new ON new.rowid = come.row
            CROSS JOIN \(rows) AS old ON \(sameKey.joined(separator: " AND "))
            CROSS JOIN \(Self.changed) AS gone ON gone.is_new = 0 AND gone.row = old.\(rowNumber)
            WHERE come.is_new = 1
            GROUP BY gone.row
            """
    }

    private var deleting: String {
        let except = key.isEmpty ? "" : " EXCEPT SELECT old_row FROM \(Self.updated)"
        return """
            DELETE FROM \(rows)
            WHERE \(rowNumber) IN (SELECT row FROM \(Self.changed) WHERE is_new = 0\(except))
            """
    }

    private var replacing: String {
        let assignments = columns.indices.map { "\(old($0)) = new.\(Self.newColumn($0))" }
        return """
            UPDATE \(rows) AS old
            SET \(assignments.joined(separator: ", "))
            FROM \(Self.updated) AS pair
            CROSS JOIN \(new) AS new ON new.rowid = pair.new_row
            WHERE old.\(rowNumber) = pair.old_row
            """
    }

    /// The statement that deletes all rows if one of them is not in its place. They are not counted again: the same
    /// rows are inserted next.
    private var emptyingDisordered: String {
        """
        DELETE FROM \(rows)
        WHERE EXISTS (
            SELECT 1
            FROM (SELECT \(rowNumber) AS row, row_number() OVER (ORDER BY \(rowNumber)) AS place FROM \(rows)) AS numbered
            CROSS JOIN \(rows) AS old ON old.\(rowNumber) = numbered.row
            CROSS JOIN \(new) AS new ON new.rowid = numbered.place
            WHERE \(differs)
        )
        """
    }

    private var fillingEmptied: String {
        "INSERT INTO \(rows) SELECT * FROM \(new) WHERE NOT EXISTS (SELECT 1 FROM \(rows)) ORDER BY rowid"
    }

    private var inserting: String {
        let except = key.isEmpty ? "" : " EXCEPT SELECT new_row FROM \(Self.updated)"
        return """
            INSERT INTO \(rows)
            SELECT *
            FROM \(new)
            WHERE rowid IN (SELECT row FROM \(Self.changed) WHERE is_new = 1\(except))
            ORDER BY rowid
            """
    }
}
