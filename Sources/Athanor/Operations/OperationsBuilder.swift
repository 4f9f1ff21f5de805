/// Collects the operations in the body of `upgrade` and `downgrade`, which may contain `if`, `for` and `let`.
///
/// A `return` in a body does not compile, because it would switch off the builder.
@resultBuilder
public enum OperationsBuilder {
    /// One operation: from `op`, or written with a dot, such as `.irreversible`.
    public static func buildExpression(_ operation: some MigrationOperation) -> OperationList {
        OperationList([operation])
    }
    /// An array of operations.
    public static func buildExpression(_ operations: [any MigrationOperation]) -> OperationList {
        OperationList(operations)
    }
    /// Operations from another function with this builder.
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
