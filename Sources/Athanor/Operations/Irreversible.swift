/// Marks a downgrade that is not possible.
///
/// A `downgrade` with this operation fails before anything runs, and gives the reason. It comes from `.irreversible`,
/// or replaces an operation of the upgrade that has no inverse.
public struct Irreversible: MigrationOperation, Hashable {
    /// The reason why the revision cannot be undone.
    public let reason: String

    /// The operation.
    public init(reason: String) {
        self.reason = reason
    }

    /// `cannot be undone: …`.
    public var summary: String { "cannot be undone: \(reason)" }

    /// - Throws: ``OperationError``, always.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        throw OperationError(
            "it cannot be undone: \(reason)",
            advice: "Restore a backup, or write a new revision that changes things forward.")
    }
}

extension MigrationOperation where Self == Irreversible {
    /// Declares that the revision cannot be undone.
    public static var irreversible: Irreversible { .irreversible("the revision says `.irreversible`") }

    /// Declares that the revision cannot be undone.
    /// - Parameter reason: the reason, which completes the sentence "it cannot be undone: …".
    public static func irreversible(_ reason: String) -> Irreversible { Irreversible(reason: reason) }
}
