import Foundation

/// An error: a revision did not finish.
struct RevisionRunFailure: Error {
    let cause: any Error
    /// Short descriptions of what is committed of the revision.
    let committed: [String]
    /// The progress of the revision, as far as the run knows.
    let mark: RevisionProgress.Mark
    /// The non-transactional statement that was running at the failure; `nil` if it is known to have left nothing
    /// behind.
    let runningAlone: NonTransactionalStatement?
    let startedAt: Date
    let took: Duration

    /// A non-transactional statement that may have left something behind.
    struct NonTransactionalStatement {
        /// The uncertainty about the statement.
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

    /// Creates a failure from what it left behind.
    init(_ remains: RevisionRunState.Remains, _ dialect: any Dialect, startedAt: Date, took: Duration) {
        cause = remains.cause
        committed = remains.committed
        mark = remains.mark
        runningAlone = remains.runningAlone.map { NonTransactionalStatement($0, dialect.recovery(of: $0)) }
        self.startedAt = startedAt
        self.took = took
    }

    /// The cause, without the wrapper of a failed commit.
    var rootCause: any Error { CommitFailure.rootCause(of: cause) }

    /// The uncertainty about the present state of the database.
    var uncertainty: MigrationFailure.Uncertainty {
        CommitFailure.isOutcomeUnknown(of: cause) ? .commit : uncertaintyOfStatement
    }

    /// The uncertainty about the non-transactional statement.
    var uncertaintyOfStatement: MigrationFailure.Uncertainty {
        runningAlone?.uncertainty ?? .none
    }

    /// The rows found in the version table instead of the planned ones; `nil` for any other failure. The committed work
    /// of the revision is recorded, so a new plan continues after it.
    var rowsFoundInstead: [RevisionID]? {
        guard runningAlone == nil, let moved = cause as? VersionTableMoved, moved.moment == .beforeWork else {
            return nil
        }
        return moved.found
    }
}
