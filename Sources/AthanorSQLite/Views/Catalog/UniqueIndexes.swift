internal import Athanor

/// The unique indexes on the rows of an emulated view.
struct UniqueIndexes {
    /// The key that identifies the rows, which a refresh can do without: the index over the fewest columns, and among
    /// several of these the first by name.
    private(set) var key: UniqueKey

    /// - Throws: ``DatabaseFailure``.
    init(of view: EmulatedView, on connection: any Connection) async throws {
        let indexes = try await connection.query(
            sql: """
                SELECT name, partial
                FROM temp.pragma_index_list($1, 'main')
                WHERE "unique"
                ORDER BY name
                """, [.text(view.rowsTable)])
        var usable: [(name: String, columns: [String])] = []
        var unusable: [UnusableIndex] = []
        for index in indexes {
            let name = try index["name", as: String.self]
            let columns = try await Self.columns(of: name, on: connection)
            if try index["partial", as: Bool.self] {
                unusable.append(UnusableIndex(index: name, reason: .partial))
            } else if let columns {
                usable.append((name, columns))
            } else {
                unusable.append(UnusableIndex(index: name, reason: .expression))
            }
        }
        key =
            usable.min { $0.columns.count < $1.columns.count }.map { .usable(index: $0.name, columns: $0.columns) }
            ?? (unusable.isEmpty ? .needless : .missing(unusable))
    }

    /// The columns of an index, `nil` when one of them is an expression.
    private static func columns(of index: String, on connection: any Connection) async throws -> [String]? {
        let rows = try await connection.query(
            sql: """
                SELECT cid, name
                FROM temp.pragma_index_xinfo($1, 'main')
                WHERE key
                ORDER BY seqno
                """, [.text(index)])
        var columns: [String] = []
        for row in rows {
            // SQLite numbers an expression -2.
            guard try row["cid", as: Int64.self] >= -1, let name = try row["name", as: String?.self] else { return nil }
            columns.append(name)
        }
        return columns
    }
}
