internal import Athanor

/// A check that a rebuilt table contains only values that its columns allow.
///
/// When rows are written, SQLite does not compare the values of computed columns with the types of a strict table. It
/// reports them only in an integrity check. (https://sqlite.org/pragma.html#pragma_integrity_check)
struct Soundness {
    private let table: StoredTable
    private let schema: TableSchema
    private let mayFail: Bool

    /// - Parameter table: the table's new definition. The existing table is checked now, so that older problems are not
    ///   attributed to the rebuild.
    init(of table: StoredTable, in schema: TableSchema, on connection: any Connection) async throws {
        self.table = table
        self.schema = schema
        let isAtRisk = table.isStrict && table.columns.contains(where: \.isGenerated)
        mayFail = isAtRisk ? try await Self.findings(of: table.name, in: schema, on: connection).isEmpty : false
    }

    /// - Throws: `OperationError` with the problem that the table has now.
    func check(on connection: any Connection) async throws {
        guard mayFail, let finding = try await Self.findings(of: table.name, in: schema, on: connection).first else {
            return
        }
        throw OperationError(
            "table \"\(table.name)\" cannot be altered: \(finding)",
            advice: "Give the computed column the type of its values, or put a CAST into its expression.")
    }

    private static func findings(
        of table: String, in schema: TableSchema, on connection: any Connection
    ) async throws -> [String] {
        let rows = try await connection.query(
            sql: SQLStatement("PRAGMA \(schema).integrity_check(\(SQLiteDialect().quote(table)))"))
        return rows.compactMap { row in
            if case .text(let text)? = row.values.first, text != "ok" { text } else { nil }
        }
    }
}
