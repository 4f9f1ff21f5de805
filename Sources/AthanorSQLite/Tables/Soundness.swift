internal import Athanor

/// Whether a rebuilt table holds what its columns may hold.
///
/// SQLite does not compare the values of computed columns with the types of a strict table when rows are written, and says so
/// only when it is asked. (https://sqlite.org/pragma.html#pragma_integrity_check)
struct Soundness {
    private let table: StoredTable
    private let schema: TableSchema
    private let mayFail: Bool

    /// - Parameter table: what the table is to become. It is asked now, so that it is not blamed for what was so before.
    init(of table: StoredTable, in schema: TableSchema, on connection: any Connection) async throws {
        self.table = table
        self.schema = schema
        let isAtRisk = table.isStrict && table.columns.contains(where: \.isGenerated)
        mayFail = isAtRisk ? try await Self.findings(of: table.name, in: schema, on: connection).isEmpty : false
    }

    /// - Throws: `OperationError` that says what is wrong with the table now.
    func check(on connection: any Connection) async throws {
        guard mayFail, let finding = try await Self.findings(of: table.name, in: schema, on: connection).first else {
            return
        }
        throw OperationError(
            "table \"\(table.name)\" cannot be altered so: \(finding)",
            advice: "Give the computed column the type of its values, or put a CAST into its expression.")
    }

    private static func findings(
        of table: String, in schema: TableSchema, on connection: any Connection
    ) async throws -> [String] {
        let rows = try await connection.query(
            Statement("PRAGMA \(schema).integrity_check(\(SQLiteDialect().quote(table)))"))
        return rows.rows.compactMap { row in
            if case .text(let text)? = row.values.first, text != "ok" { text } else { nil }
        }
    }
}
