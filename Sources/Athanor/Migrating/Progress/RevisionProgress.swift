/// How far a revision of several parts has come that was stopped between them.
struct RevisionProgress: Sendable, Hashable {
    /// The progress of one segment.
    struct SegmentProgress: Sendable, Hashable {
        /// How it is run.
        enum Kind: String, Sendable, Hashable, CaseIterable {
            /// In a transaction.
            case transaction
            /// As a statement outside any transaction.
            case statement
            /// In batches.
            case batches
        }

        /// Its place among the revision's parts, counted from 0.
        let segment: Int
        let fingerprint: String
        let kind: Kind
        /// What it does, in a few words; `nil` where an earlier Athanor noted it.
        let summary: String?
        let isFinished: Bool
        /// The key of the last row that a backfill has updated; `nil` before the first.
        let position: [Value]?
        /// How many rows a backfill has updated.
        let rows: Int64
    }

    /// The parts that are finished or begun, in order.
    var parts: [SegmentProgress] = []

    var finished: Set<Int> { Set(parts.filter(\.isFinished).map(\.segment)) }

    /// The part that was begun, and of which nobody noted the end.
    var begun: SegmentProgress? { parts.first { !$0.isFinished } }

    /// How far it has come, for comparing.
    struct Mark: Sendable, Hashable {
        var finished: Set<Int> = []
        /// How many rows the backfill has updated that is under way.
        var rows: Int64 = 0
        /// Whether a statement outside any transaction was begun, and nobody saw its end.
        var hasBegunStatement = false
    }

    /// How far it has come.
    var mark: Mark {
        Mark(finished: finished, rows: begun?.rows ?? 0, hasBegunStatement: begun?.kind == .statement)
    }

    /// What is committed, in a few words each.
    var committed: [String] {
        parts.compactMap { part in
            guard let summary = part.summary else { return nil }
            if part.isFinished { return summary }
            return part.rows > 0 ? Self.committed(part.rows, of: summary) : nil
        }
    }

    /// What is committed of a backfill, in a few words.
    static func committed(_ rows: Int64, of summary: String) -> String { "\(summary), the first \(rows) rows" }

    func part(_ segment: Int) -> SegmentProgress? { parts.first { $0.segment == segment } }

    /// Makes sure that the parts are those of a revision as it is now.
    /// - Throws: ``PartiallyAppliedRevision``.
    func check(against planned: PlannedRevision) throws(PartiallyAppliedRevision) {
        let segments = planned.segments
        for part in parts {
            // The last part takes the progress away when it is committed, so that it is never one of these.
            let segment = part.segment < segments.count - 1 ? segments[part.segment] : nil
            guard let segment, segment.has(fingerprint: part.fingerprint, readBy: planned.reader) else {
                throw .edited(
                    planned.step, path: planned.entry.path, part: segment?.summary, was: part.summary,
                    number: part.segment + 1, isFinished: part.isFinished)
            }
        }
    }
}

extension Segment {
    /// How it is run, as is noted with it.
    var kind: RevisionProgress.SegmentProgress.Kind {
        switch self {
        case .transaction, .ownTransaction: .transaction
        case .alone: .statement
        case .batches: .batches
        }
    }
}
