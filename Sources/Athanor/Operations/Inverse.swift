/// The operations that undo an operation, or why it cannot be undone.
public enum Inverse: Sendable {
    /// These operations, in order.
    case operations([any MigrationOperation])
    /// The operation cannot be undone. The reason completes a sentence that names the operation, for example
    /// `it does not carry what it drops`.
    case impossible(because: String)
}

extension MigrationOperation {
    /// The default: the operation does not declare an inverse.
    public var inverse: Inverse { .impossible(because: "it does not say how it is undone") }
}

/// Computes the downgrade from the operations of the upgrade.
enum Inversion {
    /// The operations that undo others: the inverses, in reverse order. An operation without an inverse is replaced by
    /// ``Irreversible``, which names it. A plan with it fails before anything runs.
    static func inverting(_ operations: [any MigrationOperation]) -> [any MigrationOperation] {
        operations.reversed().flatMap { operation in
            switch operation.inverse {
            case .operations(let operations): operations
            case .impossible(let reason): [Irreversible(reason: "\"\(operation.summary)\": \(reason)")]
            }
        }
    }

    /// The inverse of several operations as one. If one of them cannot be undone, the first such operation is the
    /// reason.
    static func inverse(of operations: [any MigrationOperation]) -> Inverse {
        for operation in operations.reversed() {
            if case .impossible(let reason) = operation.inverse {
                return .impossible(because: "\"\(operation.summary)\": \(reason)")
            }
        }
        return .operations(inverting(operations))
    }
}
