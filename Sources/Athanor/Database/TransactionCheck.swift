/// Something that must hold before a transaction commits.
public struct TransactionCheck: Sendable {
    /// What must hold, as a sentence that says that it does not: `foreign keys would be violated`.
    public let summary: String
    /// Finds what is wrong: a query that gives no rows when all is well.
    public let statement: Statement
    /// What to do when it does not hold.
    public let advice: String
    /// Says what is wrong, given the rows; `nil` when all is well.
    public let violation: @Sendable ([Row]) -> String?

    /// A check.
    public init(
        _ summary: String, _ statement: Statement, advice: String = "Correct the data or the revision.",
        violation: @escaping @Sendable ([Row]) -> String?
    ) {
        self.summary = summary
        self.statement = statement
        self.advice = advice
        self.violation = violation
    }
}
