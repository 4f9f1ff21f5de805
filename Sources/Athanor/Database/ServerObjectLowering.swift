/// Lowers operations on objects that only a database server has. Pure.
///
/// A database without them conforms to ``WithoutServerObjects`` instead of implementing each.
package protocol ServerObjectLowering: Sendable {
    /// Lowers an operation on a schema.
    /// - Throws: ``OperationError``.
    func lower(_ operation: SchemaOperation) throws -> [LoweredStep]

    /// Lowers an operation on a sequence.
    /// - Throws: ``OperationError``.
    func lower(_ operation: SequenceOperation) throws -> [LoweredStep]

    /// Lowers an operation on an enum type.
    /// - Throws: ``OperationError``.
    func lower(_ operation: EnumOperation) throws -> [LoweredStep]

    /// Lowers an operation on a domain.
    /// - Throws: ``OperationError``.
    func lower(_ operation: DomainOperation) throws -> [LoweredStep]

    /// Lowers an operation on an extension.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ExtensionOperation) throws -> [LoweredStep]

    /// Lowers an operation on a function or a procedure.
    /// - Throws: ``OperationError``.
    func lower(_ operation: RoutineOperation) throws -> [LoweredStep]

    /// Lowers an operation on row-level security.
    /// - Throws: ``OperationError``.
    func lower(_ operation: PolicyOperation) throws -> [LoweredStep]

    /// Lowers an operation on privileges.
    /// - Throws: ``OperationError``.
    func lower(_ operation: PrivilegeOperation) throws -> [LoweredStep]

    /// Lowers an operation on an object's comment or owner.
    /// - Throws: ``OperationError``.
    func lower(_ operation: ObjectOperation) throws -> [LoweredStep]
}
