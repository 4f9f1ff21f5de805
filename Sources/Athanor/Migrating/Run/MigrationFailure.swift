/// An error: a run stopped at a revision. It describes what was done, what was rolled back, and the state of the
/// database.
public struct MigrationFailure: Error, Sendable, ExplainedError {
    /// The revision that failed.
    public let step: RevisionStep
    /// The file of the revision.
    public let path: String
    /// The cause, such as a ``DatabaseFailure``, an ``OperationError``, an error of the revision's own code, or a
    /// `CancellationError`.
    public let cause: any Error
    /// The revisions that this run finished before. If the connection was lost during a commit that took effect, also
    /// the failing revision and those that shared its transaction.
    public let finished: [RevisionStep]
    /// The revisions that ran before the failing one in the same transaction. They were rolled back with it, unless the
    /// outcome is unknown.
    public let undone: [RevisionStep]
    /// The rows of the version table now.
    public let current: [RevisionID]
    /// Short descriptions of what is committed of the failing revision. The next run continues after it.
    public let committed: [String]
    /// The uncertainty about the present state of the database.
    public let uncertainty: Uncertainty
    /// The outcome that a new connection has shown for a commit during which the connection was lost; `nil` if no
    /// commit was lost, or the outcome could not be checked.
    public let lostCommit: LostCommit?
    /// Whether the failure is recorded in Athanor's log, or needs no entry.
    public let isLogged: Bool

    /// The uncertainty after a failure.
    public enum Uncertainty: Sendable, Hashable {
        /// Nothing: what failed was rolled back.
        case none
        /// The connection was lost during the commit, and the outcome could not be checked: the revision may or may not
        /// have taken effect.
        case commit
        /// The database did not answer an interrupted run, or could not be reached again. It may have rolled back, or
        /// may still run the statement.
        case unanswered
        /// The outcome of a non-transactional statement was not recorded. The statement can run again.
        case statementToRepeat(String)
        /// A non-transactional statement failed and may have left something behind. If it is recoverable, the next run
        /// determines the outcome; otherwise only a person can.
        case statementAlone(String, isRecoverable: Bool)
    }

    /// Whether the cause is an interruption: the task was cancelled.
    public var isInterruption: Bool { cause is CancellationError || cause is CancellationUnanswered }

    /// The error, the state of the database and what to do next.
    public var explanation: Explanation {
        var explanation = Explanation(of: cause)
        if explanation.place == nil {
            explanation.message = "\(path): revision \(step.revision): \(explanation.message)"
        }
        explanation.state = state
        // Advice about the server and advice about the revision are separate.
        let parts =
            isOutsideRevision || uncertainty == .unanswered
            ? [explanation.advice, advice] : [explanation.advice ?? advice]
        explanation.advice = parts.compactMap(\.self).joined(separator: " ")
        return explanation
    }

    private var state: String {
        var sentences = lostCommit.map { [$0.sentence] } ?? []
        let done = finished.map(\.revision).listedBriefly
        if isDone {
            sentences.append("Finished in this run: \(done). The database is at \(place).")
            return sentences.joined(separator: " ")
        }
        if !finished.isEmpty { sentences.append("Finished before it in this run: \(done).") }
        let stays = committed.joined(separator: "; ")
        switch uncertainty {
        case .commit:
            let revisions = (undone + [step]).map(\.revision).listedBriefly
            sentences.append(
                "The connection was lost during the commit: "
                    + (undone.isEmpty
                        ? "revision \(revisions) may or may not be done."
                        : "revisions \(revisions), which shared it, may or may not be done, all or none."))
        case .unanswered:
            sentences.append(
                "It is unknown whether the database has ended revision \(step.revision). It rolls back the open "
                    + "transaction when it notices that the connection is gone. The version table was at \(place).")
            if !committed.isEmpty { sentences.append("Committed before that, and kept: \(stays).") }
        case .statementAlone(let statement, let isRecoverable):
            sentences.append(
                "\(statement) is a non-transactional statement. "
                    + (isRecoverable
                        ? "It may have taken effect, or left something behind such as an invalid index; "
                            + "the next run checks."
                        : "It is unknown whether it took effect, in full or in part."))
            if !committed.isEmpty { sentences.append("Committed before it, and kept: \(stays).") }
            sentences.append("The version table is at \(place).")
        case .statementToRepeat(let statement):
            sentences.append(
                "\(statement) is a non-transactional statement. Its outcome was not recorded; it can run again."
            )
            if !committed.isEmpty { sentences.append("Committed before it, and kept: \(stays).") }
            sentences.append("The version table is at \(place).")
        case .none where !undone.isEmpty:
            let others = undone.map(\.revision).listedBriefly
            sentences.append(
                "Revision \(step.revision) was rolled back, and with it \(others), which shared its transaction; the "
                    + "database is at \(place).")
        case .none where committed.isEmpty:
            sentences.append("Revision \(step.revision) was rolled back; the database is at \(place).")
        case .none:
            sentences.append(
                "Revision \(step.revision) is partially applied: its committed segments are kept (\(stays)). The rest "
                    + "was rolled back; the version table is at \(place).")
        }
        if !isLogged { sentences.append("This failure could not be recorded in the log.") }
        return sentences.joined(separator: " ")
    }

    /// Whether the revision is finished in spite of the error.
    private var isDone: Bool { finished.contains(step) }

    private var place: String {
        current.isEmpty ? "base" : current.map(\.rawValue).joined(separator: ", ")
    }

    private var advice: String {
        let again = step.direction == .upgrade ? "the upgrade" : "the downgrade"
        if uncertainty == .unanswered {
            let rest = isInterruption || isOutsideRevision ? "then run" : "correct \(path) and run"
            return "When the database answers again, `athanor current` shows where it is; \(rest) \(again) again."
        }
        if uncertainty == .commit { return "`athanor current` shows which; then run \(again) again." }
        if case .statementAlone(_, isRecoverable: false) = uncertainty {
            return
                "Check the database. If the statement took effect, run `athanor repair \(step.revision) --took-effect`. "
                + "If not, remove by hand what it left, and run `athanor repair \(step.revision) --no-effect`. Then run "
                + "\(again) again."
        }
        if case .statementToRepeat = uncertainty {
            return "Run \(again) again: it continues with that statement."
        }
        if uncertainty != .none {
            return "Run \(again) again: it determines the outcome of that statement, and continues."
        }
        let goingOn = committed.isEmpty ? "" : ": it continues after what is committed"
        if isInterruption {
            return committed.isEmpty ? "Run \(again) again to continue." : "Run \(again) again\(goingOn)."
        }
        if isOutsideRevision || (cause as? DatabaseFailure)?.kind == .lockNotAvailable {
            return committed.isEmpty ? "Run \(again) again to continue." : "Run \(again) again\(goingOn)."
        }
        let kept = committed.isEmpty ? "" : ", but leave the committed segments as they are"
        // The definition of a view may be in a file of its own.
        let place = Explanation(of: cause).place?.source.path ?? path
        return "Correct \(place.hasSuffix(".sql") ? place : path)\(kept), then run \(again) again\(goingOn)."
    }

    /// Whether the cause is outside the revision, such as the server or its machine.
    private var isOutsideRevision: Bool {
        if cause is CancellationUnanswered { return true }
        return switch (cause as? DatabaseFailure)?.kind {
        case .connectionLost, .unreachable, .outOfResources, .readOnly: true
        default: false
        }
    }
}
