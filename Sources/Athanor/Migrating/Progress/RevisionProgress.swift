/// The progress of a partially applied revision.
struct RevisionProgress: Sendable, Hashable {
    /// The progress of one segment.
    struct SegmentProgress: Sendable, Hashable {
        /// The way in which the segment is run.
        enum Kind: String, Sendable, Hashable, CaseIterable {
            /// In a transaction.
            case transaction
            /// As a non-transactional statement.
            case statement
            /// In batches.
            case batches
        }

        /// The index of the segment in the revision, counted from 0.
        let segment: Int
        let fingerprint: String
        let kind: Kind
        /// A short description; `nil` if an earlier version of Athanor wrote the row.
        let summary: String?
        let isFinished: Bool
        /// The key of the last row that a backfill has updated; `nil` before the first. For a non-transactional
        /// statement, objects that looked like its leftovers before it ran.
        let position: [Value]?
        /// The number of rows that a backfill has updated.
        let rows: Int64
    }

    /// The segments that are finished or started, in order.
    var segments: [SegmentProgress] = []

    var finished: Set<Int> { Set(segments.filter(\.isFinished).map(\.segment)) }

    /// The segment that was started and has no recorded end.
    var begun: SegmentProgress? { segments.first { !$0.isFinished } }

    /// A summary of the progress, for comparison.
    struct Mark: Sendable, Hashable {
        var finished: Set<Int> = []
        /// The number of rows that the unfinished backfill has updated.
        var rows: Int64 = 0
        /// Whether a non-transactional statement was started and has no recorded outcome.
        var hasBegunStatement = false
    }

    var mark: Mark {
        Mark(finished: finished, rows: begun?.rows ?? 0, hasBegunStatement: begun?.kind == .statement)
    }

    /// Short descriptions of the committed work.
    var committed: [String] {
        segments.compactMap { segment in
            guard let summary = segment.summary else { return nil }
            if segment.isFinished { return summary }
            return segment.rows > 0 ? Self.committed(segment.rows, of: summary) : nil
        }
    }

    /// Returns a short description of the committed rows of a backfill.
    static func committed(_ rows: Int64, of summary: String) -> String { "\(summary), the first \(rows) rows" }

    func segment(_ segment: Int) -> SegmentProgress? { segments.first { $0.segment == segment } }

    /// Verifies that the segments are those of the revision as it is now.
    /// - Throws: ``PartiallyAppliedRevision``.
    func check(against planned: PlannedRevision) throws(PartiallyAppliedRevision) {
        let present = planned.segments
        for recorded in segments {
            // The last segment deletes the progress when it commits, so it is never recorded.
            let segment = recorded.segment < present.count - 1 ? present[recorded.segment] : nil
            guard segment != nil,
                present.segment(recorded.segment, has: recorded.fingerprint, readBy: planned.reader)
            else {
                throw .edited(
                    planned.step, path: planned.entry.path, segment: segment?.summary, was: recorded.summary,
                    number: recorded.segment + 1, isFinished: recorded.isFinished)
            }
        }
    }
}

extension Segment {
    /// The way in which the segment is run, as recorded.
    var kind: RevisionProgress.SegmentProgress.Kind {
        switch self {
        case .transaction, .ownTransaction: .transaction
        case .alone: .statement
        case .batches: .batches
        }
    }
}
