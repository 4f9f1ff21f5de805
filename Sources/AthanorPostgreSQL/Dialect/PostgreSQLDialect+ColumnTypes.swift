internal import Athanor

extension PostgreSQLDialect {
    /// The SQL text of a type.
    ///
    /// Source: PostgreSQL documentation, "Data Types".
    /// - Throws: `OperationError` for a type that PostgreSQL does not have.
    func name(of type: ColumnType) throws(OperationError) -> String {
        switch type {
        case .smallint: "smallint"
        case .integer: "integer"
        case .bigint: "bigint"
        case .numeric: "numeric"
        case .numericOf(let precision, let scale):
            "numeric(\(try checked(precision, in: 1...1000, "digits of a numeric")), "
                + "\(try checked(scale, in: -1000...1000, "digits after the point of a numeric")))"
        case .real: "real"
        case .doublePrecision: "double precision"
        case .boolean: "boolean"
        case .text: "text"
        case .varchar(let length): "varchar(\(try checked(length, in: Self.lengths, "characters of a varchar")))"
        case .char(let length): "char(\(try checked(length, in: Self.lengths, "characters of a char")))"
        case .bytes: "bytea"
        case .date: "date"
        case .time(let precision): "time\(try text(ofPrecision: precision))"
        case .timestamp(let precision): "timestamp\(try text(ofPrecision: precision))"
        case .timestamptz(let precision): "timestamptz\(try text(ofPrecision: precision))"
        case .interval: "interval"
        case .uuid: "uuid"
        case .json: "json"
        case .jsonb: "jsonb"
        case .xml: "xml"
        case .inet: "inet"
        case .cidr: "cidr"
        case .macaddr: "macaddr"
        case .bit(let length): "bit(\(try checked(length, in: Self.bits, "bits")))"
        case .varbit(let length): "varbit(\(try checked(length, in: Self.bits, "bits")))"
        case .tsvector: "tsvector"
        case .tsquery: "tsquery"
        case .array(let element): try name(of: element) + "[]"
        case .named(let name): try identifier(name)
        case .raw(let text): text
        case .any:
            throw OperationError(
                "PostgreSQL has no column type `any`", advice: "Use .jsonb for values of several kinds, or .text.")
        }
    }

    private static let lengths = 1...10_485_760
    private static let bits = 1...83_886_080

    private func text(ofPrecision precision: Int?) throws(OperationError) -> String {
        guard let precision else { return "" }
        return "(\(try checked(precision, in: 0...6, "digits of a second")))"
    }

    private func checked(
        _ number: Int, in range: ClosedRange<Int>, _ what: String
    ) throws(OperationError) -> Int {
        guard range.contains(number) else {
            throw OperationError(
                "\(number) is not a valid number of \(what)",
                advice: "PostgreSQL takes \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}
