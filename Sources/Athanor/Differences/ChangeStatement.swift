/// A statement that changes a schema.
package struct ChangeStatement: Sendable, Hashable {
    /// The SQL, without a closing semicolon.
    package let sql: String
    /// The dangers of running it on a database in use.
    package let hazards: Set<Hazard>
    /// The way in which it commits.
    package let commit: Commit

    /// The ways in which a statement commits.
    package enum Commit: Sendable, Hashable {
        /// With the statements before and after it.
        case together
        /// With the statements before it. Those after it run when it is committed, because they use what it adds.
        case before
        /// With the statements after it. Those before it commit first, so that their locks are released.
        case after
        /// Alone, because it cannot run inside a transaction.
        case alone
    }

    /// A statement.
    package init(_ sql: String, _ hazards: Set<Hazard> = [], commit: Commit = .together) {
        self.sql = sql
        self.hazards = commit == .alone ? hazards.union([.notTransactional]) : hazards
        self.commit = commit
    }
}
