/// Stands for a way back that there is not.
///
/// A `downgrade` that holds one stops before anything runs, and says why: one of `.irreversible`, or one that stands for a
/// operation of the upgrade that has no inverse.
public struct Irreversible: Operation, Hashable {
    /// Why there is no way back.
    public let reason: String

    /// The operation.
    public init(reason: String) {
        self.reason = reason
    }

    /// `cannot be undone: …`.
    public var summary: String { "cannot be undone: \(reason)" }

    /// - Throws: ``OperationError``, always.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        throw OperationError(
            "it cannot be undone: \(reason)",
            advice: "Restore a backup, or write a new revision that changes things forward.")
    }
}

extension Operation where Self == Irreversible {
    /// There is no way back, on purpose.
    public static var irreversible: Irreversible { .irreversible("the revision says `.irreversible`") }

    /// There is no way back, on purpose.
    /// - Parameter reason: why, as it ends the sentence "it cannot be undone: …".
    public static func irreversible(_ reason: String) -> Irreversible { Irreversible(reason: reason) }
}
