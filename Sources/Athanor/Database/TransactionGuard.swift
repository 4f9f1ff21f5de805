/// A condition that the work of a transaction must keep, and that needs more than one query.
package struct TransactionGuard: Sendable {
    /// Records the state at the start of the transaction; called again when the transaction is retried.
    package let note: @Sendable (any Connection) async throws -> Void
    /// Checks before the commit.
    package let check: @Sendable (any Connection) async throws -> Void

    /// Creates a guard.
    /// - Parameters:
    ///   - note: called in the open transaction before the work.
    ///   - check: called after the work; throws ``OperationError`` if the work must not be committed.
    package init(
        note: @escaping @Sendable (any Connection) async throws -> Void,
        check: @escaping @Sendable (any Connection) async throws -> Void
    ) {
        self.note = note
        self.check = check
    }
}
