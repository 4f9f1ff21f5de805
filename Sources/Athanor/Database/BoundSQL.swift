/// The text of one statement, in which interpolated values are bound as parameters and never become SQL.
///
/// ```swift
/// try await connection.query("UPDATE accounts SET region = \(region) WHERE id = \(id)")
/// ```
///
/// The database receives `UPDATE accounts SET region = $1 WHERE id = $2` and both values. A value can be of any type
/// that is ``SQLBindable``. Write no quotation marks around a value. Text that is SQL itself needs a word:
/// `\(raw: condition)`. So does a name: `\(identifier: table)`. Another `BoundSQL` is inserted with its values.
public struct BoundSQL: Sendable, Hashable, ExpressibleByStringInterpolation {
    fileprivate enum Part: Sendable, Hashable {
        case text(String)
        case value(BoundValue)
        case identifier(QualifiedName)
    }

    private let parts: [Part]

    /// Creates SQL from a literal without interpolations.
    public init(stringLiteral text: String) { parts = [.text(text)] }

    /// Creates SQL from a literal with interpolations.
    public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    /// The parts of a literal with interpolations.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        /// Creates an empty interpolation.
        public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(2 * interpolationCount + 1) }

        /// Adds a part of the literal.
        public mutating func appendLiteral(_ text: String) {
            if !text.isEmpty { parts.append(.text(text)) }
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLBindable) { parts.append(.value(value.boundValue)) }

        /// Binds a value, or NULL for `nil`.
        public mutating func appendInterpolation<Bound: SQLBindable>(_ value: Bound?) {
            parts.append(.value(value.boundValue))
        }

        /// Inserts SQL with its own values.
        public mutating func appendInterpolation(_ sql: BoundSQL) { parts += sql.parts }

        /// Inserts text as SQL, as it is. Never pass text here that comes from outside.
        public mutating func appendInterpolation(raw text: String) { parts.append(.text(text)) }

        /// Inserts a name in the database's quotes. The first dot separates the schema; for a name with a dot, pass
        /// ``QualifiedName/init(schema:name:)``.
        public mutating func appendInterpolation(identifier name: String) {
            parts.append(.identifier(QualifiedName(name)))
        }

        /// Inserts a name in the database's quotes.
        public mutating func appendInterpolation(identifier name: QualifiedName) { parts.append(.identifier(name)) }
    }

    /// Returns the statement with its values in the form of a database.
    /// - Throws: ``BindingError`` for a value that the database cannot keep; ``OperationError`` for a name that it
    ///   cannot store.
    func statement(for dialect: any SQLText) throws -> SQLStatement {
        var (text, values) = ("", [Value]())
        var endsWithPlaceholder = false
        for part in parts {
            switch part {
            case .text(let piece):
                // `$1` and `0` would become `$10`.
                if endsWithPlaceholder, piece.unicodeScalars.first.map(Self.continuesName) == true { text += " " }
                text += piece
            case .identifier(let name):
                if endsWithPlaceholder { text += " " }
                text += try dialect.identifier(name)
            case .value(let value):
                // `a` and `$1` would become the name `a$1`.
                if text.unicodeScalars.last.map(Self.continuesName) == true { text += " " }
                values.append(try dialect.bind(value))
                text += "$\(values.count)"
            }
            if case .value = part { endsWithPlaceholder = true } else { endsWithPlaceholder = false }
        }
        return SQLStatement(text, values)
    }

    private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z", "A"..."Z", "_", "$": true
        default: !scalar.isASCII
        }
    }
}

/// A value that a database cannot keep unchanged, found before the statement is sent.
public struct BindingError: ExplainedError, Hashable {
    /// The problem.
    public let message: String
    /// The advice: what to bind instead.
    public let advice: String

    /// Creates an error, as a database module does.
    package init(_ message: String, advice: String) {
        self.message = message
        self.advice = advice
    }

    /// The error for people.
    public var explanation: Explanation { Explanation(message, advice: advice) }
}
