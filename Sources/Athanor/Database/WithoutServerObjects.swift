/// A database that has none of the objects of ``ServerObjectLowering``: each operation on one is refused before
/// anything runs, with a reason and an alternative.
package protocol WithoutServerObjects: ServerObjectLowering {
    /// Returns why an operation is refused, and what to do instead.
    func refusal(of kind: ServerObjectKind) -> ServerObjectRefusal

    /// Returns the error for an operation that the database does not support.
    func error(for operation: any MigrationOperation, _ refusal: ServerObjectRefusal) -> OperationError
}

/// A kind of object, or of property, that only a database server has.
package enum ServerObjectKind: Sendable, Hashable, CaseIterable {
    /// A kind of object, or a property that objects have: `privilege`, `comment`, `owner`.
    case schema, sequence, enumType, domain, `extension`, routine, policy, privilege, comment, owner
}

/// The reason why a database refuses a kind of object, and the alternative.
package struct ServerObjectRefusal: Sendable, Hashable {
    /// The reason, which follows a colon and refers to the database as `it`: `it has no sequences`.
    package let reason: String
    /// The alternative, as an imperative sentence.
    package let instead: String

    /// Creates a refusal.
    package init(_ reason: String, instead: String) {
        self.reason = reason
        self.instead = instead
    }
}

extension WithoutServerObjects {
    private func refuse(_ operation: any MigrationOperation, _ kind: ServerObjectKind) throws -> [LoweredStep] {
        throw error(for: operation, refusal(of: kind))
    }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: SchemaOperation) throws -> [LoweredStep] { try refuse(operation, .schema) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: SequenceOperation) throws -> [LoweredStep] { try refuse(operation, .sequence) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: EnumOperation) throws -> [LoweredStep] { try refuse(operation, .enumType) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: DomainOperation) throws -> [LoweredStep] { try refuse(operation, .domain) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: ExtensionOperation) throws -> [LoweredStep] { try refuse(operation, .extension) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: RoutineOperation) throws -> [LoweredStep] { try refuse(operation, .routine) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: PolicyOperation) throws -> [LoweredStep] { try refuse(operation, .policy) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: PrivilegeOperation) throws -> [LoweredStep] { try refuse(operation, .privilege) }

    /// - Throws: ``OperationError``, always.
    package func lower(_ operation: ObjectOperation) throws -> [LoweredStep] {
        switch operation {
        case .setComment: try refuse(operation, .comment)
        case .setOwner: try refuse(operation, .owner)
        }
    }
}
