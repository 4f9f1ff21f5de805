/// The work of one transaction, with the rest of the revision that it is a part of.
///
/// How a transaction must run may follow from what the revision did in an earlier part, or does in a later one.
public struct TransactionWork: Sendable {
    /// Everything that the transaction will hold, so far as it is known beforehand.
    public let steps: [LoweredStep]
    /// The revision's earlier parts, whether this run or an earlier one has committed them.
    public let before: [LoweredStep]
    /// The revision's later parts.
    public let after: [LoweredStep]
    /// The same steps, those of each revision by themselves.
    public let revisions: [[LoweredStep]]

    /// Work, by itself or as a part of a revision.
    /// - Parameters:
    ///   - steps: everything that the transaction will hold.
    ///   - before: the revision's earlier parts.
    ///   - after: the revision's later parts.
    public init(_ steps: [LoweredStep], before: [LoweredStep] = [], after: [LoweredStep] = []) {
        self.steps = steps
        self.before = before
        self.after = after
        revisions = [steps]
    }

    /// The work of several revisions that share a transaction.
    public init(sharedBy revisions: [[LoweredStep]]) {
        steps = revisions.flatMap(\.self)
        (before, after) = ([], [])
        self.revisions = revisions
    }

    /// Other work in the same place of the revision.
    func replacing(with steps: [LoweredStep]) -> TransactionWork {
        TransactionWork(steps, before: before, after: after)
    }
}
