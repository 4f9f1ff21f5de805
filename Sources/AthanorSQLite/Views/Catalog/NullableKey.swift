internal import Athanor

/// The columns of a materialized view's key that contain NULL, which does not identify a row.
struct NullableKey {
    private let view: EmulatedView
    private let key: UniqueKey

    init(of view: EmulatedView, _ key: UniqueKey) {
        self.view = view
        self.key = key
    }

    /// Returns these columns by reading the rows: the index finds a NULL quickly.
    func columns(on connection: any Connection) async throws -> [String] {
        guard case .usable(_, let columns) = key else { return [] }
        let dialect = SQLiteDialect()
        var nullable: [String] = []
        for column in columns {
            let rows = try await connection.query(
                sql:
                    "SELECT 1 FROM main.\(dialect.quote(view.rowsTable)) WHERE \(dialect.quote(column)) IS NULL LIMIT 1"
            )
            if !rows.isEmpty { nullable.append(column) }
        }
        return nullable
    }
}
