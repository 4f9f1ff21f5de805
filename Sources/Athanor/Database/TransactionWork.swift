/// The work of one transaction, with the rest of its revision.
///
/// The way in which a transaction must run may depend on earlier or later segments of the revision.
package struct TransactionWork: Sendable {
    /// Everything that the transaction will hold, as far as known in advance.
    package let steps: [LoweredStep]
    /// The revision's earlier segments, committed by this run or an earlier one.
    package let before: [LoweredStep]
    /// The revision's later segments.
    package let after: [LoweredStep]
    /// The same steps, separately for each revision.
    package let revisions: [[LoweredStep]]

    /// Creates work, by itself or as a segment of a revision.
    /// - Parameters:
    ///   - steps: everything that the transaction will hold.
    ///   - before: the revision's earlier segments.
    ///   - after: the revision's later segments.
    package init(_ steps: [LoweredStep], before: [LoweredStep] = [], after: [LoweredStep] = []) {
        self.steps = steps
        self.before = before
        self.after = after
        revisions = [steps]
    }

    /// Creates the work of several revisions that share a transaction.
    package init(sharedBy revisions: [[LoweredStep]]) {
        steps = revisions.flatMap(\.self)
        (before, after) = ([], [])
        self.revisions = revisions
    }

    /// Returns other work at the same place of the revision.
    func replacing(with steps: [LoweredStep]) -> TransactionWork {
        TransactionWork(steps, before: before, after: after)
    }
}
