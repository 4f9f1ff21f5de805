/// The state of a revision's run: which segments are committed, and whether a statement ran that is not recorded yet.
///
/// A value with pure transitions. ``RevisionRunner`` reports what happened; what a failure leaves behind follows from
/// the state alone.
struct RevisionRunState: Sendable {
    /// Short descriptions of the revision's segments, in order.
    private let summaries: [String]
    /// The segment that an earlier run started and did not finish.
    private let begun: RevisionProgress.SegmentProgress?
    /// The indices of the segments that are committed.
    private(set) var finished: Set<Int>
    /// Short descriptions of what is committed, in the order of the commits.
    private(set) var committed: [String]
    /// The non-transactional statement that has run, and whose entry is not committed yet.
    private var unrecorded: LoweredStatement?

    /// The state before anything runs.
    /// - Parameters:
    ///   - segments: the revision's segments.
    ///   - earlier: the progress of an earlier run of the revision.
    init(_ segments: [Segment], after earlier: RevisionProgress?) {
        summaries = segments.map(\.summary)
        begun = earlier?.begun
        finished = earlier?.finished ?? []
        committed = finished.sorted().map { [summaries] in summaries[$0] }
    }

    /// The indices of the segments that are left, in order.
    var remaining: [Int] { summaries.indices.filter { !finished.contains($0) } }

    /// Whether the revision has more than one segment.
    var isDivided: Bool { summaries.count > 1 }

    /// A non-transactional statement has run; its entry is committed next.
    mutating func ran(_ statement: LoweredStatement) { unrecorded = statement }

    /// A segment is committed, with its entries.
    mutating func finish(_ index: Int) {
        unrecorded = nil
        finished.insert(index)
        committed.append(summaries[index])
    }

    /// The state that a failure leaves behind.
    struct Remains {
        /// The error, without the wrappers that said where it was thrown.
        var cause: any Error
        /// Short descriptions of what is committed.
        var committed: [String]
        var mark: RevisionProgress.Mark
        /// The non-transactional statement that may have left something behind.
        var runningAlone: LoweredStatement?
    }

    /// Returns the state that is left behind when the run ends with an error.
    func remains(after error: any Error) -> Remains {
        var remains = Remains(
            cause: error, committed: committed, mark: RevisionProgress.Mark(finished: finished),
            runningAlone: unrecorded)
        switch error {
        case let stopped as BackfillStopped:
            remains.cause = stopped.cause
            remains.mark.rows = stopped.rows
            remains.committed.append(RevisionProgress.committed(stopped.rows, of: stopped.summary))
        case let failure as NonTransactionalStatementFailure:
            remains.keep(unfinished, of: summaries)
            remains.cause = failure.cause
            remains.runningAlone = failure.isUndone ? nil : failure.statement
            remains.mark.hasBegunStatement = false
        default:
            remains.keep(unfinished, of: summaries)
        }
        if remains.runningAlone != nil { remains.mark.hasBegunStatement = true }
        return remains
    }

    /// The segment that an earlier run started, unless this run has finished it.
    private var unfinished: RevisionProgress.SegmentProgress? {
        begun.flatMap { finished.contains($0.segment) ? nil : $0 }
    }
}

extension RevisionRunState.Remains {
    /// Keeps the recorded progress of a segment that an earlier run started.
    fileprivate mutating func keep(_ begun: RevisionProgress.SegmentProgress?, of summaries: [String]) {
        guard let begun else { return }
        mark.rows = begun.rows
        mark.hasBegunStatement = begun.kind == .statement
        if begun.rows > 0 { committed.append(RevisionProgress.committed(begun.rows, of: summaries[begun.segment])) }
    }
}
