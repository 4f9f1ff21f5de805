/// Lets the body of `upgrade` and `downgrade` be a list of operations, with `if`, `for` and `let` among them.
///
/// A body has no `return`: that would switch the builder off, and it does not compile.
@resultBuilder
public enum OperationsBuilder {
    /// One operation: made by `op`, or one that is written with a dot, as `.irreversible`.
    public static func buildExpression(_ operation: some Operation) -> OperationList { OperationList([operation]) }
    /// Operations made elsewhere, as an array.
    public static func buildExpression(_ operations: [any Operation]) -> OperationList { OperationList(operations) }
    /// Operations made elsewhere, by a function with this builder.
    public static func buildExpression(_ operations: OperationList) -> OperationList { operations }
    /// A body.
    public static func buildBlock(_ parts: OperationList...) -> OperationList { joined(parts) }
    /// An `if` without `else`.
    public static func buildOptional(_ part: OperationList?) -> OperationList { part ?? OperationList([]) }
    /// The first branch of an `if` or `switch`.
    public static func buildEither(first part: OperationList) -> OperationList { part }
    /// The other branch of an `if` or `switch`.
    public static func buildEither(second part: OperationList) -> OperationList { part }
    /// A `for` loop.
    public static func buildArray(_ parts: [OperationList]) -> OperationList { joined(parts) }
    /// An `if #available`.
    public static func buildLimitedAvailability(_ part: OperationList) -> OperationList { part }

    private static func joined(_ parts: [OperationList]) -> OperationList {
        OperationList(parts.flatMap(\.operations))
    }
}
