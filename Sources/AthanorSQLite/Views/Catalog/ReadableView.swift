internal import Athanor

/// The view of an emulated view's own name, which people read.
struct ReadableView {
    private let view: EmulatedView
    private let selection: String

    /// The view over rows that are declared in some way.
    init(_ table: RowsTable) {
        view = table.view
        selection = table.selection
    }

    /// The view over rows whose declaration is not known yet.
    init(overRowsOf view: EmulatedView) {
        self.view = view
        selection = "SELECT * FROM \(SQLiteDialect().quote(view.rowsTable))"
    }

    /// Creates it.
    ///
    /// As in PostgreSQL, reading one without data is an error and not an empty result. A view cannot raise an error of
    /// its own; but `json_extract` fails when it runs, and only then, with its second argument in the message, so that
    /// renaming and altering tables go on working meanwhile.
    func creating(origin: SourceSlice?) -> Statement {
        let dialect = SQLiteDialect()
        var text = "CREATE VIEW main.\(dialect.quote(view.name)) AS\n\(selection)"
        if !view.isPopulated {
            text += "\nWHERE json_extract('{}', \(dialect.literal(.text(view.unpopulatedMessage))))"
        }
        return Statement(text, rewrittenFrom: origin)
    }

    /// Creates it, unless it is there and the same. The triggers of one that is there stay.
    func show(on connection: any Connection, origin: SourceSlice?) async throws {
        let creating = creating(origin: origin)
        guard let present = try await SchemaObject.named(view.name, on: connection) else {
            try await connection.query(creating)
            return
        }
        let text = StoredText(creating.text).queryTokens.map(\.text)
        if let sql = present.sql, StoredText(sql).queryTokens.map(\.text).areSameTexts(as: text) { return }
        let triggers = try await StoredTrigger.all(of: view.name, on: connection)
        try await connection.query(view.droppingReadableView)
        try await connection.query(creating)
        for trigger in triggers { try await connection.query(Statement(StoredText(trigger.sql).inMain)) }
    }
}
