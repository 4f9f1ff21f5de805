internal import Athanor
internal import GRDBSQLite

/// One prepared statement that runs for many rows, without the cost of one statement per row.
/// (https://sqlite.org/c3ref/stmt.html)
struct RowInsertion {
    /// SQLite copies the bound value before the call returns.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    let connection: OpaquePointer
    /// The statement, with a placeholder for each column.
    let statement: OpaquePointer
    let cancellation: StatementCancellation

    /// Runs the statement for each row, in order.
    /// - Throws: ``RowRefusal`` for the first row that SQLite rejects.
    func run(_ rows: [[Value]]) throws(RowRefusal) {
        defer { sqlite3_reset(statement) }
        for (index, row) in rows.enumerated() {
            // SQLite calls the progress handler only within a statement, and these are too short for that.
            if cancellation.isRaised {
                throw RowRefusal(row: index + 1, code: SQLITE_INTERRUPT, message: "interrupted")
            }
            for (column, value) in row.enumerated() where bind(value, to: Int32(column + 1)) != SQLITE_OK {
                throw refusal(of: index)
            }
            guard sqlite3_step(statement) == SQLITE_DONE else { throw refusal(of: index) }
            sqlite3_reset(statement)
        }
    }

    private func refusal(of index: Int) -> RowRefusal {
        RowRefusal(
            row: index + 1, code: sqlite3_extended_errcode(connection),
            message: String(cString: sqlite3_errmsg(connection)))
    }

    private func bind(_ value: Value, to place: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(statement, place)
        case .boolean(let flag): return sqlite3_bind_int64(statement, place, flag ? 1 : 0)
        case .integer(let number): return sqlite3_bind_int64(statement, place, number)
        case .double(let number): return sqlite3_bind_double(statement, place, number)
        case .text(var text):
            return text.withUTF8 { buffer in
                // An empty text may have no address, and SQLite would bind that as NULL.
                guard let start = buffer.baseAddress else {
                    return sqlite3_bind_text(statement, place, "", 0, Self.transient)
                }
                return start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
                    sqlite3_bind_text(statement, place, $0, Int32(clamping: buffer.count), Self.transient)
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, place, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(statement, place, $0.baseAddress, Int32(clamping: $0.count), Self.transient)
            }
        }
    }
}

/// The error for a row that SQLite rejected.
struct RowRefusal: Error {
    /// The row's number, counted from 1.
    let row: Int
    /// The extended result code.
    let code: Int32
    /// SQLite's message.
    let message: String
}
