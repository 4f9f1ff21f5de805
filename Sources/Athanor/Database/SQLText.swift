/// How a database writes SQL: quoting, literals, conditions, scripts. Pure.
package protocol SQLText: Sendable {
    /// Returns any identifier in quotes.
    func quote(_ identifier: String) -> String

    /// The maximum length of an identifier, in bytes; `nil` for no limit.
    var longestIdentifier: Int? { get }

    /// Returns a value as a literal, for SQL that is printed, or that cannot have bound values.
    func literal(_ value: Value) -> String

    /// Returns a value in the form that the database keeps it in.
    /// - Throws: ``BindingError`` if it cannot keep it unchanged.
    func bind(_ value: BoundValue) throws(BindingError) -> Value

    /// Returns a condition that is true if a text column has one of some values. User-defined operators cannot change
    /// it.
    /// - Parameters:
    ///   - column: the column's name.
    ///   - values: placeholders, at least one.
    func condition(_ column: String, isOneOf values: [String]) -> String

    /// The SQL of scripts for the database's own command-line client.
    var script: any ScriptDialect { get }
}

extension SQLText {
    /// Returns an `IN` condition, for databases without user-defined operators.
    package func condition(_ column: String, isOneOf values: [String]) -> String {
        "\(column) IN (\(values.joined(separator: ", ")))"
    }
}
