package import Athanor
internal import Foundation

extension SQLiteDialect {
    /// The value in the type of SQLite that keeps it. A decimal number that is an integer of 64 bits, or that has at
    /// most 15 digits, becomes a number, which compares as one; a longer one becomes text, which a column with a type of
    /// numbers rounds. A moment becomes text in UTC, as `CURRENT_TIMESTAMP` writes it, with milliseconds. An identifier
    /// becomes its text in lower case.
    /// - Throws: ``BindingError`` for arrays, for NaN, for integers beyond 64 bits, and for moments before the year 0
    ///   or after 9999.
    package func bind(_ value: BoundValue) throws(BindingError) -> Value {
        switch value {
        case .value(.double(let number)) where number.isNaN: throw Self.notANumber
        case .value(let value): return value
        case .wideInteger(let digits):
            throw BindingError(
                "the integer \(digits) cannot be bound: SQLite's integers have 64 bits, and it would be rounded",
                advice: "Bind its text, `String(number)`, and keep it in a column of type TEXT.")
        case .decimal(let number):
            guard !number.isNaN, let text = DecimalText(number.description) else { throw Self.notANumber }
            if let whole = Int64(number.description) { return .integer(whole) }
            if text.significantDigits <= 15, let double = Double(number.description) { return .double(double) }
            return .text(number.description)
        case .uuid(let id): return .text(id.uuidString.lowercased())
        case .date(let date):
            guard let moment = MomentText(date, step: 1000), (0...9999).contains(moment.year) else {
                throw BindingError(
                    "the date \(date) cannot be bound: SQLite's dates are those of the years 0 to 9999",
                    advice: "Bind a number or a text in a form of your own.")
            }
            return .text(moment.text(fractionDigits: 3, year: moment.year))
        case .array:
            throw BindingError(
                "an array cannot be bound: SQLite has no arrays",
                advice: "Bind JSON text, and read it with json_each: … IN (SELECT value FROM json_each(…)).")
        }
    }

    private static let notANumber = BindingError(
        "NaN cannot be bound: SQLite would store NULL", advice: "Bind an optional that is nil if you mean NULL.")
}
