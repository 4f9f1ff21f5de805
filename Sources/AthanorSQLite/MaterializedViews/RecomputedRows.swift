internal import Athanor

/// Computes the rows of a view anew after its definition, or what that reads, has changed; where its columns have changed,
/// in a new table.
struct RecomputedRows {
    let view: EmulatedView
    /// The columns that the rows are to have.
    let columns: [EmulatedColumn]
    /// Whether there are rows now.
    let wasPopulated: Bool
    /// The indexes that take the place of those that are there; `nil` keeps these.
    var indexes: [Statement]?
    let origin: SourceSlice?

    /// - Throws: `OperationError` that names an index and a column that is no longer there; `DatabaseError`.
    func make(on connection: any Connection) async throws {
        let present = try await EmulatedColumn.all(of: view.rowsTable, on: connection)
        let kept = try await RowsIndex.all(of: view, on: connection)
        if let indexes {
            for index in kept { try await connection.query(index.dropping) }
            try await fill(inPlaceOf: present, on: connection)
            for index in indexes { try await connection.query(index) }
        } else {
            try await RowsIndex.check(of: view, losing: present.missing(in: columns), on: connection)
            try await fill(inPlaceOf: present, on: connection)
            guard present != columns else { return }
            for index in kept { try await connection.query(index.creating(origin: origin)) }
        }
    }

    private func fill(inPlaceOf present: [EmulatedColumn], on connection: any Connection) async throws {
        var statements: [Statement] = []
        if present != columns {
            statements = [view.droppingRows, view.creatingRows(columns: columns, origin: origin)]
            if view.isPopulated { statements.append(view.filling(origin: origin)) }
        } else if view.isPopulated {
            statements =
                wasPopulated
                ? try await view.replacingRows(origin: origin, on: connection).map(\.statement)
                : [view.filling(origin: origin)]
        } else if wasPopulated {
            statements = [view.deletingRows(origin: origin)]
        }
        for statement in statements { try await connection.query(statement) }
    }
}

/// An index on the rows of an emulated view.
struct RowsIndex: Sendable {
    /// Its name.
    let name: String
    /// The statement that creates it.
    let sql: String

    /// All of a view, in the order in which they were created.
    static func all(of view: EmulatedView, on connection: any Connection) async throws -> [RowsIndex] {
        try await connection.query(
            """
            SELECT name, sql
            FROM main.sqlite_master
            WHERE type = 'index' AND tbl_name = $1 COLLATE NOCASE AND sql IS NOT NULL
            ORDER BY rowid
            """, [.text(view.rowsTable)]
        ).map { RowsIndex(name: try $0.text("name"), sql: try $0.text("sql")) }
    }

    var dropping: Statement { Statement("DROP INDEX main.\(SQLiteDialect().quote(name))") }

    func creating(origin: SourceSlice?) -> Statement { Statement(StoredText(sql).inMain, rewrittenFrom: origin) }

    /// Makes sure that no index needs a column that the rows will not have.
    /// - Throws: `OperationError` that names the first that does.
    static func check(of view: EmulatedView, losing columns: [String], on connection: any Connection) async throws {
        for column in columns {
            let rewritten = try await Rewriting(of: view.rowsTable, on: connection)
                .objects(ofType: "index", whenRenaming: .columns([column]))
            let object = try await SchemaObject.all(ofType: "index", on: connection).first {
                rewritten?.contains(SQLiteName($0.name)) ?? ($0.mentions(view.rowsTable) && $0.mentions(column))
            }
            guard let object else { continue }
            throw OperationError(
                "index \"\(object.name)\" of materialized view \"\(view.name)\" is over the column \"\(column)\", which "
                    + "the new definition does not have",
                advice: "Drop the index first; or say with `renamedColumns:` which column has taken its place, or with "
                    + "`indexes:` which indexes the view is to have.")
        }
    }
}
