internal import Athanor
internal import CLibPQ

/// Reads a `PGresult`, which it does not own.
struct ResultReader {
    /// A field of an error or notice.
    enum Field: UInt8 {
        case severity = 0x56  // V, never translated; servers before 9.6 lack it
        case code = 0x43  // C
        case message = 0x4D  // M
        case detail = 0x44  // D
        case hint = 0x48  // H
        case position = 0x50  // P
        case internalQuery = 0x71  // q
        case context = 0x57  // W
    }

    private let result: OpaquePointer

    init(_ result: OpaquePointer) {
        self.result = result
    }

    /// A field of an error or notice; `nil` if the server gave none.
    func field(_ field: Field) -> String? {
        PQresultErrorField(result, Int32(field.rawValue)).map { String(cString: $0) }
    }

    /// The rows and the row count of a statement that succeeded.
    func statementResult() -> StatementResult {
        let rowCount = PQntuples(result)
        let affected = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? Int(rowCount)
        let columnNumbers = 0..<PQnfields(result)
        let columns = columnNumbers.map { column in PQfname(result, column).map { String(cString: $0) } ?? "" }
        let types = columnNumbers.map { ColumnType(PQftype(result, $0)) }
        let values = (0..<rowCount).map { row in
            columnNumbers.map { value(row: row, column: $0, type: types[Int($0)]) }
        }
        return StatementResult(columns: columns, values: values, affectedRows: affected)
    }

    private func value(row: Int32, column: Int32, type: ColumnType) -> Value {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        switch type {
        case .boolean: return .boolean(bytes.first == UInt8(ascii: "t"))
        case .integer: return Int64(text(bytes)).map(Value.integer) ?? .text(text(bytes))
        case .double: return Double(text(bytes)).map(Value.double) ?? .text(text(bytes))
        case .bytes: return .bytes(Self.unescaped(start))
        case .other: return .text(text(bytes))
        }
    }

    private func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes of a `bytea`, in either of the output formats that the server may be set to.
    private static func unescaped(_ text: UnsafePointer<CChar>) -> [UInt8] {
        var count = 0
        let start = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
        guard let bytes = PQunescapeBytea(start, &count) else { return [] }
        defer { PQfreemem(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// The types with a case of ``Value``, by the fixed numbers of PostgreSQL's `pg_type.dat`.
    private enum ColumnType {
        case boolean, integer, double, bytes, other

        init(_ type: Oid) {
            switch type {
            case 16: self = .boolean
            case 20, 21, 23, 26: self = .integer  // int8, int2, int4, oid
            case 700, 701: self = .double
            case 17: self = .bytes
            default: self = .other
            }
        }
    }
}
