/// A value bound to a statement or read from a row.
public enum Value: Sendable, Hashable {
    /// SQL's NULL.
    case null
    /// A Boolean. SQLite has none, and uses integers.
    case boolean(Bool)
    /// An integer.
    case integer(Int64)
    /// A floating-point number.
    case double(Double)
    /// Text, and every type without a case of its own, as the database prints it.
    case text(String)
    /// Bytes.
    case bytes([UInt8])
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral
{
    /// SQL's NULL, written `nil`.
    public init(nilLiteral: ()) { self = .null }
    /// A Boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A floating-point number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}

extension Value {
    /// Creates a text, or NULL for `nil`.
    public init(_ text: String?) {
        self = text.map(Value.text) ?? .null
    }
}
