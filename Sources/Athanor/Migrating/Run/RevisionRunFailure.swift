import Foundation

/// A revision did not finish.
struct RevisionRunFailure: Error {
    let cause: any Error
    /// What of it is committed, in a few words each.
    let committed: [String]
    /// How far it had come, as far as the run knows.
    let mark: RevisionProgress.Mark
    /// The statement that ran outside a transaction when it failed, unless it is known to have left nothing behind.
    let runningAlone: NonTransactionalStatement?
    let startedAt: Date
    let took: Duration

    /// A statement outside a transaction that may have left something behind.
    struct NonTransactionalStatement {
        /// What is not known of it.
        let uncertainty: MigrationFailure.Uncertainty

        init(_ lowered: LoweredStatement, _ recovery: NonTransactionalStatementRecovery) {
            let summary = ExecuteSQL.shortened(lowered.statement.text)
            uncertainty =
                switch recovery {
                case .runsAgain: .statementToRepeat(summary)
                case .asked: .statementAlone(summary, isRecoverable: true)
                case .unknown: .statementAlone(summary, isRecoverable: false)
                }
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
        runningAlone?.uncertainty ?? .none
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
