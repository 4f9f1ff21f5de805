/// How far a revision of several parts has come that was stopped between them.
struct RevisionProgress: Sendable, Hashable {
    /// One part.
    struct Part: Sendable, Hashable {
        /// Its place among the revision's parts, counted from 0.
        let segment: Int
        let fingerprint: String
        let isFinished: Bool
        /// The key of the last row that a backfill has updated; `nil` before the first.
        let position: [Value]?
        /// How many rows a backfill has updated.
        let rows: Int64
    }

    /// The parts that are finished or begun, in order.
    var parts: [Part] = []

    var finished: Set<Int> { Set(parts.filter(\.isFinished).map(\.segment)) }

    func part(_ segment: Int) -> Part? { parts.first { $0.segment == segment } }

    /// Makes sure that the parts are those of a revision as it is now.
    /// - Throws: ``HalfDoneRevision``.
    func check(against planned: PlannedRevision) throws(HalfDoneRevision) {
        let segments = planned.segments
        for part in parts {
            // The last part takes the progress away when it is committed, so that it is never one of these.
            let segment = part.segment < segments.count - 1 ? segments[part.segment] : nil
            guard let segment, segment.fingerprint == part.fingerprint else {
                throw .edited(
                    planned.step, path: planned.entry.path, part: segment?.summary, number: part.segment + 1,
                    isFinished: part.isFinished)
            }
        }
    }
}

/// A revision of several parts of which some are committed, and not all.
public struct HalfDone: Sendable, Hashable {
    /// The revision.
    public let revision: RevisionID
    /// Which way it was running.
    public let direction: RevisionStep.Direction
    /// How many of its parts are committed as a whole.
    public let finishedParts: Int
    /// How many rows its backfill has updated that is under way; `nil` when none is.
    public let backfilledRows: Int64?
}
