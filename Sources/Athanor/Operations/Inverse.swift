/// What undoes an operation.
public enum Inverse: Sendable {
    /// These operations, in order.
    case operations([any Operation])
    /// There is nothing that would: the reason ends a sentence that names the operation, as `it does not carry what it
    /// drops`.
    case impossible(because: String)
}

extension Operation {
    /// Unknown: the operation does not say.
    public var inverse: Inverse { .impossible(because: "it does not say how it is undone") }
}

/// Makes the way back from the way there.
enum Inversion {
    /// The operations that undo others: the inverses, in reverse order. Where one has none, ``Irreversible`` stands in
    /// its place and names it, so that a plan with it stops before anything runs.
    static func inverting(_ operations: [any Operation]) -> [any Operation] {
        operations.reversed().flatMap { operation in
            switch operation.inverse {
            case .operations(let operations): operations
            case .impossible(let reason): [Irreversible(reason: "\"\(operation.summary)\": \(reason)")]
            }
        }
    }

    /// What undoes several operations as one; the first that cannot be undone is why the whole cannot.
    static func inverse(of operations: [any Operation]) -> Inverse {
        for operation in operations.reversed() {
            if case .impossible(let reason) = operation.inverse {
                return .impossible(because: "\"\(operation.summary)\": \(reason)")
            }
        }
        return .operations(inverting(operations))
    }
}
