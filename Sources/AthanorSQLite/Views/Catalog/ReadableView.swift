internal import Athanor

/// The view with the emulated view's own name, which users read.
struct ReadableView {
    private let view: EmulatedView
    private let selection: String

    /// Creates the view over a table of rows with known declarations.
    init(_ table: RowsTable) {
        view = table.view
        selection = table.selection
    }

    /// Creates the view over rows whose declarations are not known yet.
    init(overRowsOf view: EmulatedView) {
        self.view = view
        selection = "SELECT * FROM \(SQLiteDialect().quote(view.rowsTable))"
    }

    /// Returns the statement that creates the view.
    ///
    /// As in PostgreSQL, reading a view without data is an error, not an empty result. A view cannot raise an error of
    /// its own. But `json_extract` fails when it runs, and only then, with its second argument in the message. So
    /// renaming and altering tables still work until the view has data.
    func creating(origin: SourceSlice?) -> SQLStatement {
        let dialect = SQLiteDialect()
        var text = "CREATE VIEW main.\(dialect.quote(view.name)) AS\n\(selection)"
        if !view.isPopulated {
            text += "\nWHERE json_extract('{}', \(dialect.literal(.text(view.unpopulatedMessage))))"
        }
        return SQLStatement(text, rewrittenFrom: origin)
    }

    /// Creates the view, unless the same view exists. The triggers of an existing view are kept.
    func show(on connection: any Connection, origin: SourceSlice?) async throws {
        let creating = creating(origin: origin)
        guard let present = try await SchemaObject.named(view.name, on: connection) else {
            try await connection.query(sql: creating)
            return
        }
        let text = StoredText(creating.text).queryTokens.map(\.text)
        if let sql = present.sql, StoredText(sql).queryTokens.map(\.text).areSameTexts(as: text) { return }
        let triggers = try await StoredTrigger.all(of: view.name, on: connection)
        try await connection.query(sql: view.droppingReadableView)
        try await connection.query(sql: creating)
        for trigger in triggers { try await connection.query(sql: SQLStatement(StoredText(trigger.sql).inMain)) }
    }
}
