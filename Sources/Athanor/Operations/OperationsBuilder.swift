/// Lets the body of `upgrade` and `downgrade` be a list of directives, with `if`, `for` and `let` among them.
@resultBuilder
public enum OperationsBuilder {
    /// One directive: made by `op`, or one that is written with a dot, as `.irreversible`.
    public static func buildExpression(_ operation: some Operation) -> [any Operation] { [operation] }
    /// Directives made elsewhere.
    public static func buildExpression(_ operations: [any Operation]) -> [any Operation] { operations }
    /// A body.
    public static func buildBlock(_ parts: [any Operation]...) -> [any Operation] { parts.flatMap(\.self) }
    /// An `if` without `else`.
    public static func buildOptional(_ part: [any Operation]?) -> [any Operation] { part ?? [] }
    /// The first branch of an `if` or `switch`.
    public static func buildEither(first part: [any Operation]) -> [any Operation] { part }
    /// The other branch of an `if` or `switch`.
    public static func buildEither(second part: [any Operation]) -> [any Operation] { part }
    /// A `for` loop.
    public static func buildArray(_ parts: [[any Operation]]) -> [any Operation] { parts.flatMap(\.self) }
    /// An `if #available`.
    public static func buildLimitedAvailability(_ part: [any Operation]) -> [any Operation] { part }
}
