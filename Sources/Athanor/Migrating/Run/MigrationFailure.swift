/// A run stopped at a revision. It says what was done, what was undone, and where the database is now.
public struct MigrationFailure: Error, Sendable, ExplainedError {
    /// The revision that failed.
    public let step: RevisionStep
    /// The file it stands in.
    public let path: String
    /// Why: a ``DatabaseError``, an ``OperationError``, an error of the revision's own code, or a `CancellationError`.
    public let cause: any Error
    /// The revisions that this run had finished before; the failing one too, and what shared its transaction, when the
    /// connection was lost during the commit and this was found to have taken effect.
    public let finished: [RevisionStep]
    /// The revisions that ran before the failing one in the same transaction, and were rolled back with it, unless that
    /// is not known.
    public let undone: [RevisionStep]
    /// The rows of the version table now.
    public let current: [RevisionID]
    /// What is committed of the failing revision, in a few words each; the next run goes on after that.
    public let committed: [String]
    /// What is not known about the database now.
    public let uncertainty: Uncertainty
    /// What a new connection has shown of a commit during which the connection was lost; `nil` when none was lost, or
    /// nobody could look.
    public let lostCommit: LostCommit?
    /// Whether the failure stands in Athanor's log.
    public let isLogged: Bool

    /// What is not known after a failure.
    public enum Uncertainty: Sendable, Hashable {
        /// Nothing: what failed was rolled back.
        case none
        /// The connection was lost during the commit, and nobody could look: the revision may or may not have taken
        /// effect.
        case commit
        /// The database did not answer an interrupted run, or could not be reached again: whether it has rolled back, or still runs
        /// the statement, is not known.
        case unanswered
        /// It was not recorded that a statement took effect which ran outside a transaction. It can run again.
        case statementToRepeat(String)
        /// A statement failed that ran outside a transaction, and may have left something behind. Where it is recoverable,
        /// the next run finds out; otherwise nothing but a person can tell.
        case statementAlone(String, isRecoverable: Bool)
    }

    /// Whether someone stopped the run, rather than an error.
    public var isInterruption: Bool { cause is CancellationError || cause is CancellationUnanswered }

    /// The error, the state of the database and what to do next.
    public var explanation: Explanation {
        var explanation = Explanation(of: cause)
        if explanation.place == nil {
            explanation.message = "\(path): revision \(step.revision): \(explanation.message)"
        }
        explanation.state = state
        // What is to be done about the server is one thing, and what about the revision another.
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
                "Whether the database has ended revision \(step.revision) is not known: it rolls the open transaction back when it "
                    + "notices that the connection is gone. The version table was at \(place).")
            if !committed.isEmpty { sentences.append("Before that, these were committed and stay: \(stays).") }
        case .statementAlone(let statement, let isRecoverable):
            sentences.append(
                "\(statement) ran outside a transaction: "
                    + (isRecoverable
                        ? "it may have taken effect, or left something behind such as an invalid index; the next run looks."
                        : "whether it took effect, or a part of it, is not known."))
            if !committed.isEmpty { sentences.append("Before it, these were committed and stay: \(stays).") }
            sentences.append("The version table is at \(place).")
        case .statementToRepeat(let statement):
            sentences.append(
                "\(statement) ran outside a transaction, and whether it took effect was not recorded; it can run again."
            )
            if !committed.isEmpty { sentences.append("Before it, these were committed and stay: \(stays).") }
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
                "Revision \(step.revision) is partly done: its parts that are committed stay (\(stays)). The rest was "
                    + "rolled back; the version table is at \(place).")
        }
        if !isLogged { sentences.append("This failure could not be entered into the log.") }
        return sentences.joined(separator: " ")
    }

    /// Whether the revision is done all the same.
    private var isDone: Bool { finished.contains(step) }

    private var place: String {
        current.isEmpty ? "base" : current.map(\.rawValue).joined(separator: ", ")
    }

    private var advice: String {
        let again = step.direction == .upgrade ? "the upgrade" : "the downgrade"
        if uncertainty == .unanswered {
            let rest = isInterruption || isOutsideRevision ? "then run" : "correct \(path) and run"
            return "When the database answers again, `athanor current` tells where it is; \(rest) \(again) again."
        }
        if uncertainty == .commit { return "`athanor current` tells which; then run \(again) again." }
        if case .statementAlone(_, isRecoverable: false) = uncertainty {
            return
                "Look at the database, then say so: `athanor repair \(step.revision) --took-effect`, or undo by hand what it "
                + "left and `athanor repair \(step.revision) --no-effect`; then run \(again) again."
        }
        if case .statementToRepeat = uncertainty {
            return "Run \(again) again: it goes on with that statement."
        }
        if uncertainty != .none {
            return "Run \(again) again: it looks what became of that statement, and goes on."
        }
        let goingOn = committed.isEmpty ? "" : ": it goes on after what is committed"
        if isInterruption {
            return committed.isEmpty ? "Run \(again) again to go on." : "Run \(again) again\(goingOn)."
        }
        if isOutsideRevision || (cause as? DatabaseError)?.kind == .lockNotAvailable {
            return committed.isEmpty ? "Run \(again) again to go on." : "Run \(again) again\(goingOn)."
        }
        let kept = committed.isEmpty ? "" : ", but leave the committed parts as they are"
        // The definition of a view may stand in a file of its own.
        let place = Explanation(of: cause).place?.source.path ?? path
        return "Correct \(place.hasSuffix(".sql") ? place : path)\(kept), then run \(again) again\(goingOn)."
    }

    /// Whether the cause lies in the database's system, and not in what the revision says.
    private var isOutsideRevision: Bool {
        if cause is CancellationUnanswered { return true }
        return switch (cause as? DatabaseError)?.kind {
        case .connectionLost, .unreachable, .outOfResources, .readOnly: true
        default: false
        }
    }
}
