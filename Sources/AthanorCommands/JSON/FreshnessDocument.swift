internal import Athanor

/// The freshness of a view and its target, as JSON.
struct FreshnessDocument: Encodable {
    /// The time that its rows are from.
    private let refreshedAt: String?
    private let ageMs: Int64?
    private let typicalDurationMs: Int64?
    private let failuresInARow: Int?
    /// The message of the last refresh, if it failed.
    private let lastFailure: String?
    private let target: String?
    /// The source of the target: `revision` or `configuration`.
    private let targetOrigin: String?
    private let targetUnusableBecause: String?
    private let isStale: Bool
    private let nextRefreshAt: String?
    private let heldBackUntil: String?
    private let changedElsewhere: String?

    init(_ freshness: ViewFreshness) {
        refreshedAt = freshness.refreshedAt?.logText
        ageMs = freshness.age?.milliseconds
        typicalDurationMs = freshness.history?.typicalDuration?.milliseconds
        failuresInARow = freshness.history?.failuresInARow
        lastFailure = freshness.history?.lastFailure?.detail
        target = freshness.target.text
        (targetOrigin, targetUnusableBecause) =
            switch freshness.target {
            case .none: (nil, nil)
            case .set(_, let origin): (origin.rawValue, nil)
            case .unusable(_, let origin, let reason): (origin.rawValue, reason)
            }
        isStale = freshness.isStale
        nextRefreshAt = if case .at(let moment) = freshness.next { moment.logText } else { nil }
        heldBackUntil = freshness.heldBackUntil?.logText
        changedElsewhere = freshness.changeElsewhere
    }
}
