internal import Athanor

/// The indexes that queries over the readable view use for columns that it shows as expressions.
///
/// The view shows such a column `c` as `+c`, and SQLite uses an index for it only if the index is over `+c` too.
/// (https://sqlite.org/expridx.html) The index that a revision created is not changed: it keeps the rows unique and
/// identifies them in a refresh. An index over the expressions is kept in addition. Partial indexes, and a revision's
/// own indexes over expressions, get none.
struct ExpressionIndexes {
    private static let prefix = "athanor_index_"
    private let table: RowsTable

    init(of table: RowsTable) { self.table = table }

    /// Whether an index is one of these, by its name.
    static func isName(_ name: String) -> Bool { SQLiteName(name).rest(after: prefix) != nil }

    /// A column of an index.
    private struct Part {
        let column: RowsColumn
        let collation: String
        let isDescending: Bool

        /// The column as an index over expressions declares it.
        var declaration: String {
            let value =
                column.reading == .expression
                ? RowsColumn.expression(of: column.name) : SQLiteDialect().quote(column.name)
            let collated =
                collation.isSameName(as: column.collation) ? "" : " COLLATE \(SQLiteDialect().quote(collation))"
            return value + collated + (isDescending ? " DESC" : "")
        }
    }

    /// Creates missing indexes, and drops indexes that are no longer used.
    /// - Throws: `DatabaseFailure`.
    func bringUpToDate(on connection: any Connection, origin: SourceSlice?) async throws {
        let dialect = SQLiteDialect()
        let rows = dialect.quote(table.view.rowsTable)
        let present = try await present(on: connection)
        let wanted =
            table.columns.contains { $0.reading == .expression } ? try await wanted(on: connection) : []
        var kept: Set<SQLiteName> = []
        for (name, sql) in present {
            let parts = Lexer.tokens(inAccepted: sql).drop { !$0.isPunctuation("(") }.map {
                ExactText($0.name ?? $0.text)
            }
            let isWanted = wanted.contains { index in
                let tokens = Lexer.tokens(inAccepted: index.parts).map { ExactText($0.name ?? $0.text) }
                return index.name.isSameName(as: name) && tokens == parts
            }
            if isWanted {
                kept.insert(SQLiteName(name))
            } else {
                try await connection.query(sql: "DROP INDEX main.\(dialect.quote(name))")
            }
        }
        for index in wanted where !kept.contains(SQLiteName(index.name)) {
            try await connection.query(
                sql: SQLStatement(
                    "CREATE INDEX main.\(dialect.quote(index.name)) ON \(rows) \(index.parts)", rewrittenFrom: origin))
        }
    }

    private func present(on connection: any Connection) async throws -> [(name: String, sql: String)] {
        try await connection.query(
            sql:
                "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = $1 COLLATE NOCASE AND sql IS NOT NULL",
            [.text(table.view.rowsTable)]
        ).map { (name: try $0["name", as: String.self], sql: try $0["sql", as: String.self]) }.filter {
            Self.isName($0.name)
        }
    }

    /// Returns the indexes that must exist, each with its columns in parentheses.
    private func wanted(on connection: any Connection) async throws -> [(name: String, parts: String)] {
        let rows = try await connection.query(
            sql: """
                SELECT list.name AS "index", part.name AS "column", part.coll, part."desc"
                FROM temp.pragma_index_list($1, 'main') AS list
                JOIN temp.pragma_index_xinfo(list.name, 'main') AS part
                WHERE part."key" AND NOT list.partial
                ORDER BY list.seq DESC, part.seqno
                """, [.text(table.view.rowsTable)])
        var indexes: [(name: String, parts: [Part?])] = []
        for row in rows {
            let name = try row["index", as: String.self]
            if Self.isName(name) { continue }
            // An expression has no name.
            let column = try row["column", as: String?.self].flatMap { name in
                table.columns.first { $0.name.isSameName(as: name) }
            }
            let part = try column.map {
                Part(
                    column: $0, collation: try row["coll", as: String.self],
                    isDescending: try row["desc", as: Bool.self])
            }
            if indexes.last?.name.isSameName(as: name) == true {
                indexes[indexes.count - 1].parts.append(part)
            } else {
                indexes.append((name, [part]))
            }
        }
        return indexes.compactMap { index in
            let parts = index.parts.compactMap(\.self)
            guard parts.count == index.parts.count, parts.contains(where: { $0.column.reading == .expression }) else {
                return nil
            }
            return (Self.prefix + index.name, "(\(parts.map(\.declaration).joined(separator: ", ")))")
        }
    }
}
