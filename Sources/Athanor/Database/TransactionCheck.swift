/// A condition that must hold before a transaction commits.
package struct TransactionCheck: Sendable {
    /// The violation as a sentence: `foreign keys would be violated`.
    package let summary: String
    /// The query that finds violations: no rows if there are none.
    package let statement: SQLStatement
    /// The advice after a violation.
    package let advice: String
    /// Returns the violation for the given rows; `nil` if there is none.
    package let violation: @Sendable (StatementResult) -> String?

    /// Creates a check.
    package init(
        _ summary: String, _ statement: SQLStatement, advice: String = "Correct the data or the revision.",
        violation: @escaping @Sendable (StatementResult) -> String?
    ) {
        self.summary = summary
        self.statement = statement
        self.advice = advice
        self.violation = violation
    }
}
