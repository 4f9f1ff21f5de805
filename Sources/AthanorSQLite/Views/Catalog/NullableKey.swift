internal import Athanor

/// The columns of a materialized view's key in which rows have NULL, which tells no row from another.
struct NullableKey {
    private let view: EmulatedView
    private let key: UniqueKey

    init(of view: EmulatedView, _ key: UniqueKey) {
        self.view = view
        self.key = key
    }

    /// By a look at the rows: the index finds a NULL at once.
    func columns(on connection: any Connection) async throws -> [String] {
        guard case .usable(_, let columns) = key else { return [] }
        let dialect = SQLiteDialect()
        var nullable: [String] = []
        for column in columns {
            let rows = try await connection.query(
                "SELECT 1 FROM main.\(dialect.quote(view.rowsTable)) WHERE \(dialect.quote(column)) IS NULL LIMIT 1")
            if !rows.isEmpty { nullable.append(column) }
        }
        return nullable
    }
}
