internal import Athanor

extension SQLiteDialect {
    /// Returns a type as SQLite's column declarations have it. (https://sqlite.org/datatype3.html)
    ///
    /// SQLite accepts any words as a type, and derives a preferred storage class from them; it does not enforce
    /// lengths, precisions and dates. Dates, times, JSON, XML and UUIDs become TEXT, which SQLite's date and JSON functions
    /// accept. A strict table has only INT, INTEGER, REAL, TEXT, BLOB and ANY.
    /// (https://sqlite.org/stricttables.html)
    /// - Parameter isStrict: whether the table is `STRICT`.
    /// - Returns: the type; `""` for none.
    /// - Throws: `OperationError` for types without an equivalent in SQLite.
    func name(of type: ColumnType, isStrict: Bool) throws(OperationError) -> String {
        switch type {
        case .smallint, .integer, .bigint: return "INTEGER"
        case .numeric: return isStrict ? try refusedInStrict("numeric") : "NUMERIC"
        case .numericOf(let precision, let scale):
            return isStrict ? try refusedInStrict("numeric") : "NUMERIC(\(precision), \(scale))"
        case .real, .doublePrecision: return "REAL"
        case .boolean: return isStrict ? "INTEGER" : "BOOLEAN"
        case .varchar(let length): return isStrict ? "TEXT" : "VARCHAR(\(length))"
        case .char(let length): return isStrict ? "TEXT" : "CHAR(\(length))"
        case .text, .date, .time, .timestamp, .timestamptz, .uuid, .json, .jsonb, .xml: return "TEXT"
        case .bytes: return "BLOB"
        // Only a strict table has ANY. Elsewhere it would convert a text that looks like a number to a number.
        case .any: return isStrict ? "ANY" : ""
        case .raw(let text): return text
        case .interval: throw refusal("interval", instead: ".text, or .bigint for a number of seconds")
        case .inet: throw refusal("inet", instead: ".text")
        case .cidr: throw refusal("cidr", instead: ".text")
        case .macaddr: throw refusal("macaddr", instead: ".text")
        case .bit: throw refusal("bit", instead: ".integer or .bytes")
        case .varbit: throw refusal("bit varying", instead: ".bytes")
        case .tsvector, .tsquery: throw refusal("text search", instead: "a virtual table of FTS5, by op.execute")
        case .array: throw refusal("arrays", instead: ".json")
        case .named(let name): throw refusal("type \(name)", instead: ".text with a check constraint, or .raw(\"…\")")
        }
    }

    private func refusal(_ type: String, instead: String) -> OperationError {
        OperationError(
            "SQLite has no equivalent of \(type)",
            advice: "Where `op.databaseKind == .sqlite`, write \(instead) instead.")
    }

    private func refusedInStrict(_ type: String) throws(OperationError) -> String {
        throw OperationError(
            "a strict table of SQLite has no equivalent of \(type)",
            advice: "Write .text to keep its digits, .real or .any; or leave the table's option .strict out.")
    }
}
