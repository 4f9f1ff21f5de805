/// Something that the work of a transaction must leave sound, which more than one query is needed to tell.
public struct TransactionGuard: Sendable {
    /// Notes how it is when the transaction begins; called again when the transaction is run again.
    public let note: @Sendable (any Connection) async throws -> Void
    /// Looks before the commit.
    public let check: @Sendable (any Connection) async throws -> Void

    /// A guard.
    /// - Parameters:
    ///   - note: called in the open transaction before the work.
    ///   - check: called after the work; throws ``OperationError`` when the work must not be committed.
    public init(
        note: @escaping @Sendable (any Connection) async throws -> Void,
        check: @escaping @Sendable (any Connection) async throws -> Void
    ) {
        self.note = note
        self.check = check
    }
}
