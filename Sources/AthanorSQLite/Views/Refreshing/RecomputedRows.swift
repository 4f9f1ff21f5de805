internal import Athanor

/// An update of an emulated view's rows to its query's current result: the same values and types, in columns that
/// compare as those of the plain view do.
///
/// The query runs once, into a temporary table without types, which converts nothing. Its values decide how the rows
/// can be declared. If the table already has these declarations, only rows that differ are written; else the table is
/// created again.
struct RecomputedRows {
    /// The view's new state. If it has no data, the rows are deleted.
    let view: EmulatedView
    /// The names of the view's columns.
    let names: [String]
    /// Whether the view has data now.
    let wasPopulated: Bool
    /// The indexes that replace the existing ones; `nil` keeps these.
    var indexes: [SQLStatement]?
    let origin: SourceSlice?

    private var dialect: SQLiteDialect { SQLiteDialect() }
    private var rows: String { "main." + dialect.quote(view.rowsTable) }
    /// The temporary table. It has the same name as the table of rows, so that errors are recognized as the view's.
    private var new: String { "temp." + dialect.quote(view.rowsTable) }
    private var newColumns: [String] { names.indices.map(ChangedRows.newColumn) }

    /// - Returns: the counts of the written rows.
    /// - Throws: `OperationError` that names an index over a column that no longer exists; `DatabaseFailure`.
    @discardableResult
    func make(on connection: any Connection) async throws -> RefreshedRows {
        do {
            return try await makeRows(on: connection)
        } catch var error as DatabaseFailure {
            view.explainDuplicatesOfExpressions(&error)
            // Athanor's internal statement does not help users who refresh a view.
            if origin == nil { error.statement = nil }
            throw error
        }
    }

    private func makeRows(on connection: any Connection) async throws -> RefreshedRows {
        var count = RefreshCount()
        let kept = try await RowsIndex.all(of: view, on: connection)
        if indexes != nil {
            for index in kept { try await connection.query(sql: index.dropping) }
        } else {
            let present = try await EmulatedColumn.all(of: view.rowsTable, on: connection)
            try await RowsIndex.check(
                of: view, losing: present.map(\.name).filter { !names.containsName($0) }, on: connection)
        }
        if view.isPopulated {
            try await run(creatingNew, .none, &count, on: connection)
            try await run(filling, .computes, &count, on: connection)
        }
        let table = try await RowsTable(
            for: view, names: names, storedIn: view.isPopulated ? (new, newColumns) : nil, on: connection)
        let isPresent = try await table.isPresent(on: connection)
        if isPresent {
            try await change(&count, on: connection)
        } else {
            try await makeAgain(table, &count, on: connection)
        }
        // An index would be created on the temporary table, which has the same name as the rows.
        if view.isPopulated { try await run("DROP TABLE \(new)", .none, &count, on: connection) }
        let missing = indexes ?? (isPresent ? [] : kept.map { $0.creating(origin: origin) })
        for index in missing { try await connection.query(sql: index) }
        try await ReadableView(table).show(on: connection, origin: origin)
        try await ExpressionIndexes(of: table).bringUpToDate(on: connection, origin: origin)
        return count.refreshed
    }

    /// Returns the statements of a refresh whose declarations do not change. They change only if the objects that the
    /// query reads have new types.
    func usualStatements(on connection: any Connection) async throws -> [SQLStatement] {
        var changing = [inserting]
        if wasPopulated {
            let changed = try await ChangedRows(of: view, on: connection)
            changing = changed.map { $0.statements.map { $0.sql } } ?? ["DELETE FROM \(rows)", inserting]
        }
        let filled = ([creatingNew, filling] + changing + ["DROP TABLE \(new)"]).map { SQLStatement($0) }
        guard !wasPopulated else { return filled }
        return filled + [
            view.droppingReadableView, ReadableView(overRowsOf: view).creating(origin: nil),
            view.noting(isPopulated: true, origin: nil),
        ]
    }

    private func change(_ count: inout RefreshCount, on connection: any Connection) async throws {
        guard wasPopulated else {
            if view.isPopulated { try await run(inserting, .inserts, &count, on: connection) }
            return
        }
        guard view.isPopulated, let changed = try await ChangedRows(of: view, on: connection) else {
            try await run("DELETE FROM \(rows)", .deletes, &count, on: connection)
            if view.isPopulated { try await run(inserting, .inserts, &count, on: connection) }
            return
        }
        for statement in changed.statements { try await run(statement.sql, statement.effect, &count, on: connection) }
    }

    private func makeAgain(
        _ table: RowsTable, _ count: inout RefreshCount, on connection: any Connection
    ) async throws {
        if try await SchemaObject.named(view.rowsTable, on: connection) != nil {
            if wasPopulated { try await run("DELETE FROM \(rows)", .deletes, &count, on: connection) }
            try await connection.query(sql: view.droppingRows)
        }
        try await connection.query(sql: table.creating(origin: origin))
        if view.isPopulated { try await run(inserting, .inserts, &count, on: connection) }
    }

    private func run(
        _ sql: String, _ effect: RefreshEffect, _ count: inout RefreshCount, on connection: any Connection
    ) async throws {
        count.note(try await connection.query(sql: SQLStatement(sql, rewrittenFrom: origin)).affectedRows, by: effect)
    }

    private var creatingNew: String {
        "CREATE TEMP TABLE \(dialect.quote(view.rowsTable)) (\n    \(newColumns.joined(separator: ",\n    "))\n)"
    }

    private var filling: String {
        "INSERT INTO \(new) SELECT * FROM main.\(dialect.quote(view.definitionView))"
    }

    private var inserting: String { "INSERT INTO \(rows) SELECT * FROM \(new) ORDER BY rowid" }
}

extension [String] {
    /// Whether the list has a name, as SQLite compares names.
    func containsName(_ name: String) -> Bool { contains { $0.isSameName(as: name) } }
}

/// An index on the rows of an emulated view.
struct RowsIndex: Sendable {
    let name: String
    /// The statement that creates the index.
    let sql: String

    /// Returns a view's indexes that revisions have created, in the order in which they were created.
    static func all(of view: EmulatedView, on connection: any Connection) async throws -> [RowsIndex] {
        try await connection.query(
            sql: """
                SELECT name, sql
                FROM main.sqlite_master
                WHERE type = 'index' AND tbl_name = $1 COLLATE NOCASE AND sql IS NOT NULL
                ORDER BY rowid
                """, [.text(view.rowsTable)]
        ).map { RowsIndex(name: try $0["name", as: String.self], sql: try $0["sql", as: String.self]) }
            .filter { !ExpressionIndexes.isName($0.name) }
    }

    var dropping: SQLStatement { SQLStatement("DROP INDEX main.\(SQLiteDialect().quote(name))") }

    func creating(origin: SourceSlice?) -> SQLStatement { SQLStatement(StoredText(sql).inMain, rewrittenFrom: origin) }

    /// Checks that no index needs a column that the rows will not have.
    /// - Parameter otherAdvice: advice in addition to dropping the index.
    /// - Throws: `OperationError` that names the first index that does.
    static func check(
        of view: EmulatedView, losing columns: [String], orElse otherAdvice: String = "", on connection: any Connection
    ) async throws {
        for column in columns {
            let rewritten = try await Rewriting(of: view.rowsTable, on: connection)
                .objects(ofType: "index", whenRenaming: .columns([column]))
            let indexes = try await SchemaObject.all(ofType: "index", on: connection)
            let object = indexes.first {
                guard !ExpressionIndexes.isName($0.name) else { return false }
                return rewritten?.contains(SQLiteName($0.name)) ?? ($0.mentions(view.rowsTable) && $0.mentions(column))
            }
            guard let object else { continue }
            throw OperationError(
                "index \"\(object.name)\" of materialized view \"\(view.name)\" is over the column \"\(column)\", which "
                    + "the new definition does not have",
                advice: "Drop the index first." + (otherAdvice.isEmpty ? "" : " " + otherAdvice))
        }
    }
}
