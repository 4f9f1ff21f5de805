/// Stands for a way back that there is not.
///
/// It is what the `downgrade` of a revision that implements only `upgrade` holds; a plan with it stops before anything
/// runs.
public struct Irreversible: Operation, Hashable {
    /// Why there is no way back.
    public let reason: String

    /// The directive.
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
