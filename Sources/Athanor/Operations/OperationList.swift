/// The operations of an `upgrade`, a `downgrade` or a group such as `op.autocommit`, in order.
///
/// Only ``OperationsBuilder`` creates one. It has no array literal and no public initializer: `return []` in a revision
/// would discard the operations above it, so it must not compile.
public struct OperationList: Sendable, RandomAccessCollection {
    /// The operations.
    package let operations: [any MigrationOperation]

    /// A list for the builder.
    package init(_ operations: [any MigrationOperation]) {
        self.operations = operations
    }

    /// The position of the first operation.
    public var startIndex: Int { operations.startIndex }
    /// The position after the last operation.
    public var endIndex: Int { operations.endIndex }
    /// The operation at a position.
    public subscript(position: Int) -> any MigrationOperation { operations[position] }
}
