public import Foundation

/// A type that is read from a column: `try row["email", as: String.self]`.
///
/// An enumeration with raw values needs only the declaration: `extension Region: SQLReadable {}`.
public protocol SQLReadable {
    /// Whether the type has a value for NULL, as optional types have.
    static var readsNull: Bool { get }

    /// Creates a value from what the database returned. It is NULL only if ``readsNull``.
    /// - Throws: ``UnreadableValue`` for a value of another type or out of range.
    init(sqlValue: Value) throws(UnreadableValue)

    /// Creates a value from the text of one element of a PostgreSQL array.
    /// - Throws: ``UnreadableValue`` as ``init(sqlValue:)``.
    init(arrayElement text: String) throws(UnreadableValue)
}

/// The reason why a type cannot be read from a value. ``RowError`` adds the column.
public struct UnreadableValue: Error, Sendable, Hashable {
    /// The reason, such as "it is out of range"; `nil` if the value is of another type.
    public let reason: String?

    /// Creates an error.
    public init(_ reason: String? = nil) { self.reason = reason }
}

extension SQLReadable {
    /// NULL is an error.
    public static var readsNull: Bool { false }

    /// The value of the text.
    public init(arrayElement text: String) throws(UnreadableValue) { try self.init(sqlValue: .text(text)) }
}

extension SQLReadable where Self: RawRepresentable, RawValue: SQLReadable {
    /// The case with the raw value.
    public init(sqlValue: Value) throws(UnreadableValue) {
        guard let value = Self(rawValue: try RawValue(sqlValue: sqlValue)) else {
            throw UnreadableValue("\(Self.self) has no such value")
        }
        self = value
    }
}

extension SQLReadable where Self: FixedWidthInteger {
    /// The integer, also from a number without a fraction or its text, as PostgreSQL returns `numeric`.
    public init(sqlValue: Value) throws(UnreadableValue) {
        let found: Self?
        switch sqlValue {
        case .integer(let number): found = Self(exactly: number)
        case .double(let number):
            guard number.isFinite, number == number.rounded() else { throw UnreadableValue("it is not a whole number") }
            found = Self(exactly: number)
        case .text(let text):
            let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            guard !digits.isEmpty, digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
                throw UnreadableValue("it is not a whole number")
            }
            found = Self(text)
        case .null, .boolean, .bytes: throw UnreadableValue()
        }
        guard let found else { throw UnreadableValue("it is out of range, which is \(Self.min) to \(Self.max)") }
        self = found
    }
}

extension Int: SQLReadable {}
extension Int8: SQLReadable {}
extension Int16: SQLReadable {}
extension Int32: SQLReadable {}
extension Int64: SQLReadable {}
extension UInt: SQLReadable {}
extension UInt8: SQLReadable {}
extension UInt16: SQLReadable {}
extension UInt32: SQLReadable {}
extension UInt64: SQLReadable {}

extension Value: SQLReadable {
    /// NULL is ``null``.
    public static var readsNull: Bool { true }
    /// The value itself.
    public init(sqlValue: Value) { self = sqlValue }
}

extension Optional: SQLReadable where Wrapped: SQLReadable {
    /// NULL is `nil`.
    public static var readsNull: Bool { true }

    /// `nil` for NULL, else the value.
    public init(sqlValue: Value) throws(UnreadableValue) {
        self = sqlValue == .null ? .none : .some(try Wrapped(sqlValue: sqlValue))
    }

    /// The value of the element.
    public init(arrayElement text: String) throws(UnreadableValue) { self = .some(try Wrapped(arrayElement: text)) }
}

extension String: SQLReadable {
    /// The text. Numbers and Booleans become text, as does every type that the database returns as it prints it.
    public init(sqlValue: Value) throws(UnreadableValue) {
        switch sqlValue {
        case .text(let text): self = text
        case .integer(let number): self = String(number)
        case .double(let number): self = String(number)
        case .boolean(let flag): self = flag ? "true" : "false"
        case .null, .bytes: throw UnreadableValue()
        }
    }
}

extension Bool: SQLReadable {
    /// The Boolean. The integers 0 and 1 are Booleans, because SQLite has no others.
    public init(sqlValue: Value) throws(UnreadableValue) {
        switch sqlValue {
        case .boolean(let flag): self = flag
        case .integer(0): self = false
        case .integer(1): self = true
        case .null, .integer, .double, .text, .bytes: throw UnreadableValue()
        }
    }

    /// `t` or `f`.
    public init(arrayElement text: String) throws(UnreadableValue) {
        guard text == "t" || text == "f" else { throw UnreadableValue() }
        self = text == "t"
    }
}

extension Double: SQLReadable {
    /// The number, also from the text of a `numeric`. NaN and infinity are numbers of this type.
    public init(sqlValue: Value) throws(UnreadableValue) {
        switch sqlValue {
        case .double(let number): self = number
        case .integer(let number):
            guard let exact = Double(exactly: number) else {
                throw UnreadableValue("it has more digits than a Double keeps")
            }
            self = exact
        case .text("NaN"): self = .nan
        case .text("Infinity"): self = .infinity
        case .text("-Infinity"): self = -.infinity
        case .text(let text):
            guard DecimalText(text) != nil, let number = Double(text) else { throw UnreadableValue() }
            guard number.isFinite else { throw UnreadableValue("it is out of range") }
            self = number
        case .null, .boolean, .bytes: throw UnreadableValue()
        }
    }
}

extension Float: SQLReadable {
    /// The nearest number; beyond the range of the type is an error.
    public init(sqlValue: Value) throws(UnreadableValue) {
        let number = try Double(sqlValue: sqlValue)
        self = Float(number)
        if number.isFinite, !isFinite { throw UnreadableValue("it is out of range") }
    }
}

extension Decimal: SQLReadable {
    /// The number, exactly. NaN, infinity and more than 38 digits are errors.
    public init(sqlValue: Value) throws(UnreadableValue) {
        let text: String
        switch sqlValue {
        case .integer(let number):
            self = Decimal(number)
            return
        case .double(let number):
            guard number.isFinite else { throw UnreadableValue("it is not a finite number") }
            text = String(number)
        case .text(let written):
            guard !["NaN", "Infinity", "-Infinity"].contains(written) else {
                throw UnreadableValue("it is not a finite number")
            }
            text = written
        case .null, .boolean, .bytes: throw UnreadableValue()
        }
        guard let written = DecimalText(text) else { throw UnreadableValue("it is not a number") }
        guard written.fitsDecimal, let number = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
            throw UnreadableValue("it has more digits than a Decimal keeps")
        }
        self = number
    }
}

extension UUID: SQLReadable {
    /// The identifier, from its text or from 16 bytes.
    public init(sqlValue: Value) throws(UnreadableValue) {
        switch sqlValue {
        case .text(let text):
            guard let id = UUID(uuidString: text) else { throw UnreadableValue() }
            self = id
        case .bytes(let bytes) where bytes.count == 16:
            self = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        case .null, .boolean, .integer, .double, .bytes: throw UnreadableValue()
        }
    }
}

extension Date: SQLReadable {
    /// The moment, from ISO 8601 text with a space or `T`. Text without a time zone is UTC, and a day is its midnight.
    /// An integer is Unix time, as SQLite defines it. `infinity` is an error.
    public init(sqlValue: Value) throws(UnreadableValue) {
        switch sqlValue {
        case .text("infinity"), .text("-infinity"):
            throw UnreadableValue("a Date is never infinite; read it as String, or as an optional of NULLIF")
        case .text(let text):
            guard let moment = MomentText(text) else { throw UnreadableValue("it is not a moment in ISO 8601") }
            self = moment.date
        case .integer(let seconds): self.init(timeIntervalSince1970: Double(seconds))
        case .double: throw UnreadableValue("a fraction may be Unix time or a Julian day; read it as Double")
        case .null, .boolean, .bytes: throw UnreadableValue()
        }
    }
}

extension Data: SQLReadable {
    /// The bytes.
    public init(sqlValue: Value) throws(UnreadableValue) { self.init(try [UInt8](sqlValue: sqlValue)) }

    /// The bytes of `\x…`.
    public init(arrayElement text: String) throws(UnreadableValue) { self.init(try [UInt8](arrayElement: text)) }
}

extension Array: SQLReadable where Element: SQLReadable {
    /// The bytes for `[UInt8]`, else the elements of a PostgreSQL array.
    ///
    /// An array of the texts `(1`, `1)`, `(0` and `0)`, with any numbers, looks like one of a `box`, and is read so. Read
    /// texts of that form with `unnest`, one a row.
    public init(sqlValue: Value) throws(UnreadableValue) {
        if Element.self == UInt8.self {
            guard case .bytes(let bytes) = sqlValue, let elements = bytes as? [Element] else { throw UnreadableValue() }
            self = elements
            return
        }
        guard case .text(let text) = sqlValue, let elements = ArrayText(text)?.elements else {
            throw UnreadableValue("it is not an array of PostgreSQL")
        }
        self = []
        reserveCapacity(elements.count)
        for element in elements {
            if let element {
                append(try Element(arrayElement: element))
            } else if Element.readsNull {
                append(try Element(sqlValue: .null))
            } else {
                throw UnreadableValue("it has a NULL, and \(Element.self) is not optional")
            }
        }
    }

    /// The bytes of `\x…` for `[UInt8]`, else the elements of a row of an array with several dimensions.
    public init(arrayElement text: String) throws(UnreadableValue) {
        guard Element.self == UInt8.self else {
            try self.init(sqlValue: .text(text))
            return
        }
        let digits = text.utf8.dropFirst(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard text.hasPrefix("\\x"), digits.count == text.utf8.count - 2, digits.count.isMultiple(of: 2) else {
            throw UnreadableValue("it has bytes in an old form; SET bytea_output = 'hex'")
        }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
        guard let elements = bytes as? [Element] else { throw UnreadableValue() }
        self = elements
    }
}
