/// A revision of several parts of which some are committed, or one was begun, and which is not finished.
public struct PartiallyApplied: Sendable, Hashable {
    /// The revision.
    public let revision: RevisionID
    /// Which way it was running.
    public let direction: RevisionStep.Direction
    /// How many of its parts are committed as a whole.
    public let finishedSegments: Int
    /// The part that was begun when it was stopped; `nil` when it was stopped between two.
    public let begun: BegunSegment?
    /// What is left to do, a line for each part, the begun one first; `nil` where the revision as it is now cannot tell.
    public let remaining: [String]?

    /// A part that was begun, and is not finished.
    public enum BegunSegment: Sendable, Hashable {
        /// An update in batches has updated so many rows.
        case batches(rows: Int64)
        /// A statement outside any transaction, of which nobody saw the end.
        case statement(String, BegunStatement)
    }

    /// What can be known of a statement of which nobody saw the end.
    public enum BegunStatement: String, Sendable, Hashable {
        /// The next run finds out whether it took effect, or may simply run it again.
        case recoverable
        /// Nothing but a person can tell whether it took effect: see ``Migrator/repair(_:_:)``.
        case unknown
        /// The revision as it is now does not have it, or cannot be had.
        case edited
    }
}

extension PartiallyApplied {
    /// How many rows its backfill has updated that is under way; `nil` when none is.
    public var backfilledRows: Int64? {
        if case .batches(let rows)? = begun { rows } else { nil }
    }

    /// The statement of which nothing but a person can tell whether it took effect.
    public var unknownStatement: String? {
        if case .statement(let summary, .unknown)? = begun { summary } else { nil }
    }

    /// `after 2 parts that are committed, with 3000 rows of the next updated`.
    package var progress: String {
        let parts = "after \(finishedSegments) part\(finishedSegments == 1 ? " that is" : "s that are") committed"
        switch begun {
        case nil: return parts
        case .batches(let rows): return "\(parts), with \(rows) rows of the next updated"
        case .statement(let summary, _):
            return (finishedSegments == 0 ? "" : "\(parts), ") + "in \"\(summary)\""
        }
    }
}

extension PartiallyApplied {
    /// What is noted of a revision, together with what it says now.
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
    /// The statement that it runs outside any transaction.
    var nonTransactionalStatement: LoweredStatement? {
        if case .alone(let lowered) = self { lowered } else { nil }
    }
}
