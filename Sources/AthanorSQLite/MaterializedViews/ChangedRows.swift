internal import Athanor

/// Brings the rows of a view up to what its query gives now, writing only those that differ.
///
/// The query runs once, into a temporary table. Two rows are the same when each value is, by type and by value: 1 is not
/// 1.0 here, and NULL is NULL. Of rows that occur more than once, as many stay as there are in both. What is left is
/// deleted and inserted; where one unique index tells the rows apart, a row of the same key is updated in its place.
struct ChangedRows {
    private static let changed = "temp.athanor_changed_rows"
    private static let updated = "temp.athanor_updated_rows"

    private let view: EmulatedView
    private let columns: [EmulatedColumn]
    /// A name of the row numbers that no column bears.
    private let rowNumber: String
    /// The columns of the one unique index; empty where there is none, or several, which updates could clash with row by
    /// row though not in the end.
    private let key: [Int]

    /// - Returns: `nil` when the rows cannot be numbered since columns bear all names of the numbers.
    init?(of view: EmulatedView, on connection: any Connection) async throws {
        columns = try await EmulatedColumn.all(of: view.rowsTable, on: connection)
        let names = columns
        guard let rowNumber = ["rowid", "_rowid_", "oid"].first(where: { !names.contains(named: $0) }) else {
            return nil
        }
        self.view = view
        self.rowNumber = rowNumber
        let keyNames = try await Self.key(of: view, on: connection)
        key = keyNames.compactMap { name in names.firstIndex { $0.name.isSameName(as: name) } }
    }

    private static func key(of view: EmulatedView, on connection: any Connection) async throws -> [String] {
        let parts = try await connection.query(
            """
            SELECT list.name AS "index", list.partial, part.cid, part.name, part.coll
            FROM pragma_index_list($1, 'main') AS list
            JOIN pragma_index_xinfo(list.name, 'main') AS part
            WHERE list."unique" AND part."key"
            ORDER BY list.name, part.seqno
            """, [.text(view.rowsTable)])
        let indexes = Set(try parts.map { try $0.text("index") })
        guard indexes.count == 1 else { return [] }
        var names: [String] = []
        for part in parts {
            guard try !part.boolean("partial"), try part.integer("cid") >= 0, try part.text("coll") == "BINARY" else {
                return []
            }
            names.append(try part.text("name"))
        }
        return names
    }

    private var dialect: SQLiteDialect { SQLiteDialect() }
    private var rows: String { "main." + dialect.quote(view.rowsTable) }
    /// It bears the name of the table of rows, by which errors are told to be the view's.
    private var new: String { "temp." + dialect.quote(view.rowsTable) }
    private func value(_ index: Int) -> String { "c\(index + 1)" }

    func statements(origin: SourceSlice?) -> [RefreshStatement] {
        let updating = key.isEmpty ? [] : [creatingUpdated, pairing]
        let preparing =
            [creatingNew].map { ($0, RefreshStatement.Effect.none) } + [(filling, .computes)]
            + ([creatingChanged, comparing] + updating).map { ($0, .none) }
        let writing: [(String, RefreshStatement.Effect)] =
            [(deleting, .deletes)] + (key.isEmpty ? [] : [(replacing, .updates)]) + [(inserting, .inserts)]
        let dropping = (key.isEmpty ? [] : [Self.updated]) + [Self.changed, new]
        return (preparing + writing + dropping.map { ("DROP TABLE \($0)", .none) }).map {
            RefreshStatement(Statement($0, rewrittenFrom: origin), $1)
        }
    }

    private var creatingNew: String {
        let list = columns.indices.map { columns[$0].declaration(named: value($0)) }.joined(separator: ",\n    ")
        return "CREATE TEMP TABLE \(dialect.quote(view.rowsTable)) (\n    \(list)\n)"
    }

    private var filling: String {
        "INSERT INTO \(new) SELECT * FROM main.\(dialect.quote(view.definitionView))"
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

    /// Puts equal rows into one group, the columns of a key first so that rows are soon told apart. In a group with more
    /// old rows than new ones, those too many are gone; and the other way round. (One sort for all: with window functions it
    /// took more than three times as long.)
    private var comparing: String {
        let order = key + columns.indices.filter { !key.contains($0) }
        let old = columns.indices.map { "\(dialect.quote(columns[$0].name)) AS \(value($0))" }.joined(separator: ", ")
        let fresh = columns.indices.map(value).joined(separator: ", ")
        let sameness = (order.map(value) + order.map { "typeof(\(value($0)))" }).joined(separator: ", ")
        return """
            WITH differing AS MATERIALIZED (
                SELECT
                    json_group_array(row) FILTER (WHERE NOT is_new) AS old_rows,
                    json_group_array(row) FILTER (WHERE is_new) AS new_rows
                FROM (
                    SELECT 0 AS is_new, \(rowNumber) AS row, \(old) FROM \(rows)
                    UNION ALL
                    SELECT 1, rowid, \(fresh) FROM \(new)
                )
                GROUP BY \(sameness)
                HAVING count(*) <> 2 * sum(is_new)
            )
            INSERT INTO \(Self.changed) (is_new, row)
            SELECT 0, value
            FROM differing
            JOIN json_each(old_rows)
            WHERE "key" >= json_array_length(new_rows)
            UNION ALL
            SELECT 1, value
            FROM differing
            JOIN json_each(new_rows)
            WHERE "key" >= json_array_length(old_rows)
            """
    }

    private var creatingUpdated: String {
        """
        CREATE TEMP TABLE athanor_updated_rows (
            old_row INTEGER PRIMARY KEY,
            new_row INTEGER NOT NULL
        )
        """
    }

    /// Of new rows with one key, which the index will refuse, one is paired off.
    private var pairing: String {
        let sameKey = key.map { "old.\(dialect.quote(columns[$0].name)) = new.\(value($0))" }
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
        let assignments = columns.indices.map { "\(dialect.quote(columns[$0].name)) = new.\(value($0))" }
        return """
            UPDATE \(rows) AS old
            SET \(assignments.joined(separator: ", "))
            FROM \(Self.updated) AS pair
            CROSS JOIN \(new) AS new ON new.rowid = pair.new_row
            WHERE old.\(rowNumber) = pair.old_row
            """
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
