/// A partially applied revision: some of its segments are committed or one was started, and it is not finished.
public struct PartiallyApplied: Sendable, Hashable {
    /// The revision.
    public let revision: RevisionID
    /// The direction of the interrupted run.
    public let direction: RevisionStep.Direction
    /// The number of segments that are committed in full.
    public let finishedSegments: Int
    /// The segment that was running when the run stopped; `nil` if it stopped between two segments.
    public let begun: BegunSegment?
    /// The remaining work, one line for each segment, the started one first; `nil` if it cannot be determined from the
    /// revision as it is now.
    public let remaining: [String]?

    /// A segment that was started and is not finished.
    public enum BegunSegment: Sendable, Hashable {
        /// An update in batches, with the number of updated rows.
        case batches(rows: Int64)
        /// A non-transactional statement whose outcome was not recorded.
        case statement(String, BegunStatement)
    }

    /// What we know about a statement whose outcome was not recorded.
    public enum BegunStatement: String, Sendable, Hashable {
        /// The next run determines whether the statement took effect, or can run it again.
        case recoverable
        /// Only a person can determine whether the statement took effect: see ``Migrator/repair(_:_:)``.
        case unknown
        /// The revision as it is now does not have the statement, or cannot be read.
        case edited
    }
}

extension PartiallyApplied {
    /// The number of rows that the unfinished backfill has updated; `nil` if no backfill is unfinished.
    public var backfilledRows: Int64? {
        if case .batches(let rows)? = begun { rows } else { nil }
    }

    /// The statement for which only a person can determine whether it took effect.
    public var unknownStatement: String? {
        if case .statement(let summary, .unknown)? = begun { summary } else { nil }
    }

    /// The progress as text: `after 2 committed segments, with 3000 rows of the next updated`.
    package var progress: String {
        let parts = "after \(finishedSegments) committed segment\(finishedSegments == 1 ? "" : "s")"
        switch begun {
        case nil: return parts
        case .batches(let rows): return "\(parts), with \(rows) rows of the next updated"
        case .statement(let summary, _):
            return (finishedSegments == 0 ? "" : "\(parts), ") + "in \"\(summary)\""
        }
    }
}

extension PartiallyApplied {
    /// Compares the recorded progress of a revision with what the revision says now.
    /// - Parameter planned: the revision as it is now; `nil` where it cannot be planned.
    init(_ key: ProgressTable.Key, _ progress: RevisionProgress, _ planned: PlannedRevision?, _ dialect: any Dialect) {
        let segments = planned.flatMap { planned in
            (try? progress.check(against: planned)) == nil ? nil : planned.segments
        }
        let finished = progress.finished
        revision = key.revision
        direction = key.direction
        finishedSegments = finished.count
        remaining = segments.map { segments in
            segments.indices.filter { !finished.contains($0) }.map { segments[$0].summary }.filter { !$0.isEmpty }
        }
        begun = progress.begun.map { part in
            switch part.kind {
            case .transaction, .batches: return .batches(rows: part.rows)
            case .statement:
                guard let lowered = segments?[part.segment].nonTransactionalStatement else {
                    return .statement(part.summary ?? "", .edited)
                }
                if case .unknown = dialect.recovery(of: lowered) { return .statement(part.summary ?? "", .unknown) }
                return .statement(part.summary ?? "", .recoverable)
            }
        }
    }
}

extension Segment {
    /// The non-transactional statement of this segment, if it is one.
    var nonTransactionalStatement: LoweredStatement? {
        if case .alone(let lowered) = self { lowered } else { nil }
    }
}
