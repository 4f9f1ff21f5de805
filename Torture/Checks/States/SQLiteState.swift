import Athanor
import AthanorSQLite

/// Reads the state of an SQLite database.
enum SQLiteState {
    private static let log = "athanor_log"

    static func lines(_ connection: any Connection) async throws -> [String] {
        let objects = try await connection.query("SELECT type, name, sql FROM sqlite_schema")
        var lines = try objects.map { object in
            "\(try object["type", as: String.self]) \(try object["name", as: String.self]) \(try object["sql", as: String?.self] ?? "")"
        }
        for object in objects where try object["type", as: String.self] == "table" {
            let name = try object["name", as: String.self]
            guard name != log else {
                lines += try await connection.query(sql: LoggedWork.query(log: log)).map {
                    try $0["line", as: String.self]
                }
                continue
            }
            lines += try await rows(of: name, on: connection)
        }
        return lines
    }

    /// The rows, without Athanor's columns of times.
    private static func rows(of table: String, on connection: any Connection) async throws -> [String] {
        try await connection.query(sql: "SELECT * FROM \(SQLite().dialect.quote(table))").map { row in
            let columns = zip(row.columns, row.values).filter {
                !(table.hasPrefix("athanor_") && $0.0.hasSuffix("_at"))
            }
            // This row holds the number of log entries so far, which may differ.
            if table == "sqlite_sequence", row.values.first == .text(log) { return "" }
            return "row of \(table): \(columns.map { "\($0.0) \($0.1)" }.joined(separator: ", "))"
        }
    }
}
