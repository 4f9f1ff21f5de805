internal import Athanor
internal import CLibPQ

/// Rows to insert into a table through `COPY`.
///
/// Source: PostgreSQL documentation, "COPY", "Text Format".
struct CopyIn: Sendable {
    let statement: SQLStatement
    private let rows: [[Value]]

    /// - Throws: ``OperationError`` for a name that PostgreSQL would not keep.
    init(_ rows: RowsToInsert) throws(OperationError) {
        let dialect = PostgreSQLDialect()
        statement = SQLStatement(
            "COPY \(try dialect.identifier(rows.table)) (\(try dialect.identifiers(rows.columns))) FROM STDIN")
        self.rows = rows.rows
    }

    /// Calls `body` with pieces of the data. Each has whole rows and at least 64 KiB, except the last.
    /// - Throws: ``DatabaseFailure`` for a text that holds NUL, naming its row.
    func forEachChunk(_ body: ([UInt8]) throws(DatabaseFailure) -> Void) throws(DatabaseFailure) {
        var chunk: [UInt8] = []
        for (index, row) in rows.enumerated() {
            for (column, value) in row.enumerated() {
                if column > 0 { chunk.append(UInt8(ascii: "\t")) }
                guard Self.append(value, to: &chunk) else {
                    throw DatabaseFailure(
                        kind: .statement, code: "22021",
                        message: "a text of row \(index + 1) holds a NUL character, which PostgreSQL cannot take",
                        statement: statement)
                }
            }
            chunk.append(UInt8(ascii: "\n"))
            if chunk.count >= 65_536 {
                try body(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        if !chunk.isEmpty { try body(chunk) }
    }

    /// Appends a value in COPY's text format.
    /// - Returns: whether the value can be sent.
    private static func append(_ value: Value, to chunk: inout [UInt8]) -> Bool {
        switch value {
        case .null: chunk.append(contentsOf: "\\N".utf8)
        case .boolean(let flag): chunk.append(flag ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .integer(let number): chunk.append(contentsOf: String(number).utf8)
        case .double(let number): chunk.append(contentsOf: name(of: number).utf8)
        case .bytes(let bytes):
            chunk.append(contentsOf: "\\\\x".utf8)
            for byte in bytes {
                chunk.append(digits[Int(byte >> 4)])
                chunk.append(digits[Int(byte & 15)])
            }
        case .text(let text):
            for byte in text.utf8 {
                switch byte {
                case 0: return false
                case UInt8(ascii: "\\"): chunk.append(contentsOf: "\\\\".utf8)
                case UInt8(ascii: "\n"): chunk.append(contentsOf: "\\n".utf8)
                case UInt8(ascii: "\r"): chunk.append(contentsOf: "\\r".utf8)
                case UInt8(ascii: "\t"): chunk.append(contentsOf: "\\t".utf8)
                default: chunk.append(byte)
                }
            }
        }
        return true
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func name(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return String(number)
    }
}

extension PostgreSQLSession {
    /// Sends rows, and waits until the server has inserted them.
    func run(_ copy: CopyIn) throws(DatabaseFailure) {
        let statement = copy.statement
        let connection = try openConnection(for: statement)
        guard PQsendQueryParams(connection, statement.text, 0, nil, nil, nil, nil, 0) == 1 else {
            throw ServerError.connectionLost(connection, statement: statement)
        }
        var failure: DatabaseFailure?
        var isFinished = false
        while let result = nextResult(on: connection) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COPY_IN:
                failure = send(copy, on: connection)
            case PGRES_COMMAND_OK:
                isFinished = true
            default:
                // Our own reason to stop says more than the server's error, which only reports that we stopped.
                if failure == nil { failure = ServerError.error(in: result, on: connection, statement: statement) }
            }
            if PQstatus(connection) != CONNECTION_OK { break }
        }
        if let failure { throw failure }
        guard isFinished else { throw ServerError.connectionLost(connection, statement: statement) }
    }

    /// Sends the data. If that fails, it makes the server end the statement with an error.
    /// - Returns: the error if not all data could be sent; else `nil`.
    private func send(_ copy: CopyIn, on connection: OpaquePointer) -> DatabaseFailure? {
        do throws(DatabaseFailure) {
            try copy.forEachChunk { chunk throws(DatabaseFailure) in
                try put(connection, copy.statement) {
                    chunk.withUnsafeBytes { bytes in
                        PQputCopyData(
                            connection, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
                    }
                }
            }
            try put(connection, copy.statement) { PQputCopyEnd(connection, nil) }
            return nil
        } catch {
            try? put(connection, copy.statement) { PQputCopyEnd(connection, "the data could not be read to its end") }
            return error
        }
    }

    /// Puts something into the connection's buffer, and waits while the buffer is full.
    private func put(
        _ connection: OpaquePointer, _ statement: SQLStatement, _ attempt: () -> Int32
    ) throws(DatabaseFailure) {
        while true {
            switch attempt() {
            case 1:
                // If the server answers before the end, its answer is an error; it is read after the end.
                return
            case 0:
                waitUntilWritable(connection)
            default:
                throw ServerError.connectionLost(connection, statement: statement)
            }
        }
    }
}
