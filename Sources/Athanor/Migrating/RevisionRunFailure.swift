import Foundation

/// A revision did not finish.
struct RevisionRunFailure: Error {
    let cause: any Error
    /// What of it is committed, in a few words each.
    let committed: [String]
    /// How far it had come, as far as the run knows.
    let mark: RevisionProgress.Mark
    /// The statement that ran outside a transaction when it failed, unless it is known to have left nothing behind.
    let runningAlone: LoneStatement?
    let startedAt: Date
    let took: Duration

    /// A statement outside a transaction that may have left something behind.
    struct LoneStatement {
        let summary: String
        /// Whether the next run finds out.
        let isRecoverable: Bool

        init(_ lowered: LoweredStatement, _ recovery: LoneStatementRecovery) {
            summary = ExecuteSQL.shortened(lowered.statement.text)
            isRecoverable = if case .unknown = recovery { false } else { true }
        }
    }

    /// Why, below the commit that it may have failed in.
    var rootCause: any Error { CommitFailure.rootCause(of: cause) }

    /// What is not known about the database now.
    var uncertainty: MigrationFailure.Uncertainty {
        CommitFailure.isOutcomeUnknown(of: cause) ? .commit : uncertaintyOfStatement
    }

    /// What is not known of the statement that ran outside a transaction.
    var uncertaintyOfStatement: MigrationFailure.Uncertainty {
        guard let runningAlone else { return .none }
        return .statementAlone(runningAlone.summary, isRecoverable: runningAlone.isRecoverable)
    }

    /// The rows that the version table was found to hold instead of those planned from, when that is all that happened.
    /// What is committed of the revision is noted, so that a new plan goes on after it.
    var rowsFoundInstead: [RevisionID]? {
        guard runningAlone == nil, let moved = cause as? VersionTableMoved, moved.moment == .beforeWork else {
            return nil
        }
        return moved.found
    }
}
