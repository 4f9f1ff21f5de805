public import Foundation

/// A type whose values can be interpolated into ``BoundSQL``.
///
/// An enumeration with raw values needs only the declaration: `extension Region: SQLBindable {}`.
public protocol SQLBindable: Sendable {
    /// The value for the database.
    var boundValue: BoundValue { get }
}

/// A value for a database, before the dialect has chosen its form.
public enum BoundValue: Sendable, Hashable {
    /// A value that every database knows.
    case value(Value)
    /// An integer beyond the range of 64 bits with a sign, in decimal digits.
    case wideInteger(String)
    /// A decimal number.
    case decimal(Decimal)
    /// A universally unique identifier.
    case uuid(UUID)
    /// A moment.
    case date(Date)
    /// An array.
    case array([BoundValue])
}

extension SQLBindable where Self: RawRepresentable, RawValue: SQLBindable {
    /// The raw value.
    public var boundValue: BoundValue { rawValue.boundValue }
}

extension SQLBindable where Self: FixedWidthInteger {
    /// An integer of any width, exactly. SQLite refuses one beyond the range of 64 bits with a sign, because it would
    /// store the nearest floating-point number.
    public var boundValue: BoundValue {
        if let number = Int64(exactly: self) { return .value(.integer(number)) }
        return .wideInteger(String(self, radix: 10))
    }
}

extension Int: SQLBindable {}
extension Int8: SQLBindable {}
extension Int16: SQLBindable {}
extension Int32: SQLBindable {}
extension Int64: SQLBindable {}
extension UInt: SQLBindable {}
extension UInt8: SQLBindable {}
extension UInt16: SQLBindable {}
extension UInt32: SQLBindable {}
extension UInt64: SQLBindable {}

extension Value: SQLBindable {
    /// The value itself.
    public var boundValue: BoundValue { .value(self) }
}

extension String: SQLBindable {
    /// A text.
    public var boundValue: BoundValue { .value(.text(self)) }
}

extension Substring: SQLBindable {
    /// A text.
    public var boundValue: BoundValue { .value(.text(String(self))) }
}

extension Bool: SQLBindable {
    /// A Boolean.
    public var boundValue: BoundValue { .value(.boolean(self)) }
}

extension Double: SQLBindable {
    /// A floating-point number.
    public var boundValue: BoundValue { .value(.double(self)) }
}

extension Float: SQLBindable {
    /// The floating-point number that prints the same, so that 0.1 stays 0.1.
    public var boundValue: BoundValue { .value(.double(Double(description) ?? Double(self))) }
}

extension Decimal: SQLBindable {
    /// A decimal number, exactly on PostgreSQL.
    ///
    /// On SQLite, an integer of 64 bits and a number of up to 15 digits are numbers. A longer one is text. A column of
    /// type TEXT, or without a type, keeps such a text. A column of any type of numbers, such as NUMERIC, DECIMAL,
    /// INTEGER or REAL, turns it into a floating-point number, and rounds it to about 15 digits.
    ///
    /// Source: SQLite documentation, "Datatypes In SQLite", section 3, "Type Affinity".
    public var boundValue: BoundValue { .decimal(self) }
}

extension UUID: SQLBindable {
    /// A universally unique identifier.
    public var boundValue: BoundValue { .uuid(self) }
}

extension Date: SQLBindable {
    /// A moment.
    public var boundValue: BoundValue { .date(self) }
}

extension Data: SQLBindable {
    /// Bytes.
    public var boundValue: BoundValue { .value(.bytes([UInt8](self))) }
}

extension Array: SQLBindable where Element: SQLBindable {
    /// Bytes for `[UInt8]`, else an array.
    public var boundValue: BoundValue {
        // An empty array of any type would cast too.
        if Element.self == UInt8.self, let bytes = self as? [UInt8] { return .value(.bytes(bytes)) }
        return .array(map(\.boundValue))
    }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    /// The value, or NULL.
    public var boundValue: BoundValue { self?.boundValue ?? .value(.null) }
}
