/// A value bound to a statement or read from a row.
public enum Value: Sendable, Hashable {
    /// SQL's NULL.
    case null
    /// A truth value. SQLite, which has none, gets and gives integers.
    case boolean(Bool)
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case double(Double)
    /// Text, and everything that has no case of its own, in the form in which the database prints it.
    case text(String)
    /// Bytes.
    case bytes([UInt8])
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral
{
    /// SQL's NULL, written `nil`.
    public init(nilLiteral: ()) { self = .null }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A floating-point number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}

extension Value {
    /// The text, or NULL where there is none.
    public init(_ text: String?) {
        self = text.map(Value.text) ?? .null
    }
}
