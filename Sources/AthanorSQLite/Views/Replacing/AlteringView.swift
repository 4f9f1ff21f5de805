internal import Athanor

/// The rename of an emulated view or of one of its columns. Its rows, indexes and triggers are kept, and its readers
/// use the new name.
struct AlteringView {
    /// The change.
    enum Change: Sendable {
        /// The view's name.
        case rename(to: String)
        /// A column's name.
        case renameColumn(ColumnRename)
    }

    private let name: String
    private let ifExists: Bool
    private let change: Change
    private let place: SourcePlace?
    private let statement: SourceSlice?

    /// Parses `ALTER MATERIALIZED VIEW [IF EXISTS] name RENAME TO name` and `… RENAME [COLUMN] name TO name`.
    /// - Throws: ``OperationError`` with the place, and the form that SQLite does not have.
    init(parsing statement: SourceSlice) throws {
        var parser = try ViewStatementParser(statement)
        parser.accept("ALTER", "MATERIALIZED", "VIEW")
        ifExists = parser.accept("IF", "EXISTS")
        place = parser.place
        name = try parser.viewName()
        let advice = "Write ALTER MATERIALIZED VIEW [IF EXISTS] name RENAME TO name, or RENAME COLUMN name TO name."
        let formPlace = parser.place
        guard parser.accept("RENAME") else {
            let form = parser.rest.prefix(2).map { $0.keyword ?? $0.text }.joined(separator: " ")
            throw OperationError(
                form.isEmpty
                    ? "the change is missing"
                    : "SQLite has no ALTER MATERIALIZED VIEW … \(form): only RENAME is possible",
                at: formPlace, advice: advice)
        }
        if parser.accept("TO") {
            change = .rename(to: try parser.plainName(advice: advice))
        } else {
            parser.accept("COLUMN")
            let column = try parser.plainName(advice: advice)
            guard parser.accept("TO") else {
                throw OperationError("TO was expected here", at: parser.place, advice: advice)
            }
            change = .renameColumn(ColumnRename(name: column, newName: try parser.plainName(advice: advice)))
        }
        try parser.end(advice: advice)
        self.statement = statement
    }

    /// - Throws: ``OperationError`` for another schema, and for an invalid name.
    init(renaming name: QualifiedName, to newName: String) throws {
        self.name = try name.emulatedName()
        _ = try SQLiteDialect().identifier(newName)
        ifExists = false
        change = .rename(to: newName)
        place = nil
        statement = nil
    }

    var step: LoweredStep {
        let summary =
            switch change {
            case .rename(let newName): "rename materialized view \(name) to \(newName)"
            case .renameColumn(let rename):
                "rename column \(rename.name) of materialized view \(name) to \(rename.newName)"
            }
        return .resolvedWhenRun(
            ResolvedStep(summary: summary, origin: statement) { connection in
                guard let view = try await find(on: connection) else { return [] }
                switch change {
                case .rename(let newName): try await rename(view, to: newName, on: connection)
                case .renameColumn(let rename): try await make(rename, of: view, on: connection)
                }
                return []
            })
    }

    private func find(on connection: any Connection) async throws -> EmulatedView? {
        if let view = try await EmulatedView.named(name, on: connection) {
            try await view.refuseWithoutName(at: place, on: connection)
            return view
        }
        if let object = try await SchemaObject.named(name, on: connection) {
            throw OperationError(
                "\"\(object.name)\" is \(object.kindWithArticle), not a materialized view", at: place,
                advice: "Name a materialized view; `athanor views` lists them.")
        }
        guard ifExists else {
            throw OperationError(
                "there is no materialized view \"\(name)\"", at: place,
                advice: "`athanor views` lists the existing views.")
        }
        return nil
    }

    private func rename(_ view: EmulatedView, to newName: String, on connection: any Connection) async throws {
        if let other = try await SchemaObject.named(newName, on: connection), !other.name.isSameName(as: view.name) {
            throw OperationError(
                "there is already \(other.kindWithArticle) \"\(other.name)\"", at: place,
                advice: "Choose another name, or drop the object with that name first.")
        }
        if !newName.isSameName(as: view.name), let remains = try await EmulatedView.named(newName, on: connection) {
            try await connection.run(remains.dropping(origin: statement))
        }
        let renamed = EmulatedView(name: newName, isPopulated: view.isPopulated, isReadable: true)
        if !newName.isSameName(as: view.name) { try await renamed.refuseTakenNames(at: place, on: connection) }
        let names = try await EmulatedColumn.all(of: view.rowsTable, on: connection).map(\.name)
        let readable = try await readableView(of: view, as: renamed, columns: names, on: connection)
        let stored = try await storedName(of: view, on: connection)
        let triggers = try await CarriedRename(kind: "materialized view", name: stored, newName: newName).make(
            on: connection)
        try await rename(rows: view.rowsTable, to: renamed.rowsTable, on: connection)
        guard let definition = try await SchemaObject.named(view.definitionView, on: connection)?.sql else {
            throw OperationError(
                "the definition of materialized view \"\(view.name)\" is gone",
                advice: "Drop the view, and create it under the new name.")
        }
        let dialect = SQLiteDialect()
        try await connection.query(sql: view.droppingDefinition)
        try await connection.query(
            sql: SQLStatement(try StoredText(definition).renamed(to: dialect.quote(renamed.definitionView))))
        try await connection.query(sql: view.noting(newName: newName))
        try await connection.query(sql: readable.creating(origin: statement))
        for trigger in triggers { try await connection.query(sql: SQLStatement(StoredText(trigger).inMain)) }
        try await RecordedView(connection: connection).renamed(view, to: renamed)
    }

    /// Returns the new readable view. A broken definition cannot be examined; then the next refresh that works corrects
    /// the view.
    private func readableView(
        of view: EmulatedView, as altered: EmulatedView, columns: [String], on connection: any Connection
    ) async throws -> ReadableView {
        do {
            return ReadableView(try await RowsTable.suiting(view, on: connection).named(altered, columns: columns))
        } catch let error as DatabaseFailure where error.kind == .statement {
            return ReadableView(overRowsOf: altered)
        }
    }

    /// Renames the table of rows. Only the readable view reads it, so no other object needs an update.
    private func rename(rows: String, to newRows: String, on connection: any Connection) async throws {
        let dialect = SQLiteDialect()
        let steps = rows.isSameName(as: newRows) ? [rows, "athanor_renamed_rows", newRows] : [rows, newRows]
        for (from, to) in zip(steps, steps.dropFirst()) where !from.isSameText(as: to) {
            try await connection.query(
                sql: SQLStatement("ALTER TABLE main.\(dialect.quote(from)) RENAME TO \(dialect.quote(to))"),
                legacyAlterTable: true)
        }
    }

    private func make(_ rename: ColumnRename, of view: EmulatedView, on connection: any Connection) async throws {
        let present = try await EmulatedColumn.all(of: view.rowsTable, on: connection)
        guard let index = present.firstIndex(where: { $0.name.isSameName(as: rename.name) }) else {
            throw OperationError(
                "materialized view \"\(view.name)\" has no column \"\(rename.name)\"", at: place,
                advice: "It has these: \(present.list).")
        }
        var names = present.map(\.name)
        names[index] = rename.newName
        guard names.count(where: { $0.isSameName(as: rename.newName) }) == 1 else {
            throw OperationError(
                "materialized view \"\(view.name)\" has a column \"\(rename.newName)\" already", at: place,
                advice: "Choose another name.")
        }
        let readable = try await readableView(of: view, as: view, columns: names, on: connection)
        let standIn = try await StandIn(for: try await storedName(of: view, on: connection), on: connection)
        do {
            try await standIn.renameColumns([rename])
            try await connection.renameColumns([rename], of: view.rowsTable)
        } catch let error as DatabaseFailure where error.kind == .statement {
            throw CarriedRename.refusal(
                of: "column \"\(rename.name)\" of materialized view \"\(view.name)\"", because: error, at: place)
        }
        let triggers = try await standIn.remove()
        if let definition = try await SchemaObject.named(view.definitionView, on: connection)?.sql {
            try await connection.query(sql: view.droppingDefinition)
            try await connection.query(sql: SQLStatement(try StoredText(definition).naming(columns: names)))
        }
        try await connection.query(sql: readable.creating(origin: statement))
        for trigger in triggers { try await connection.query(sql: SQLStatement(StoredText(trigger).inMain)) }
    }

    /// Returns the name of the readable view, as it was written.
    private func storedName(of view: EmulatedView, on connection: any Connection) async throws -> String {
        try await SchemaObject.named(view.name, on: connection)?.name ?? view.name
    }
}
