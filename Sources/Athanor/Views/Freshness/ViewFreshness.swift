public import Foundation

/// How fresh a materialized view is, with its freshness target.
public struct ViewFreshness: Sendable, Hashable {
    /// The view.
    public let view: QualifiedName
    /// Whether it holds data.
    public let isPopulated: Bool
    /// The freshness target.
    public let target: ViewTarget
    /// The refresh history in the log; `nil` if the role may not read it.
    public let history: RefreshHistory?
    /// The time that its rows are from, as far as Athanor knows: the start of the last successful refresh, or the time
    /// when a revision made the view, if that is later. `nil` if it is unknown, or the view holds no data.
    public let refreshedAt: Date?
    /// The next refresh, without regard to failures.
    public let next: NextRefresh
    /// When the pause after failures ends; `nil` if there is none.
    public let heldBackUntil: Date?
    /// A change by others since Athanor's last refresh, as the predicate of a sentence: `was refreshed plainly
    /// …`; `nil` if nothing was detected.
    public let changeElsewhere: String?
    /// The time of this state, by the database's clock.
    public let now: Date

    /// Whether others have refreshed or altered it since Athanor's last refresh.
    public var isChangedElsewhere: Bool { changeElsewhere != nil }

    /// The age of its rows, as far as Athanor knows; `nil` if it is unknown.
    public var age: Duration? {
        refreshedAt.map { .milliseconds(Int64((max(0, now.timeIntervalSince($0)) * 1000).rounded())) }
    }

    /// Athanor's last refresh of the view.
    public var lastRefresh: LastRefresh {
        guard let history else { return .hidden }
        return history.lastDone.map { .at($0.startedAt) } ?? .never
    }

    /// Whether a refresh is due by its target.
    public var isStale: Bool {
        if case .due = next { true } else { false }
    }

    /// Whether to refresh it now: it is stale, and no pause after failures holds it back.
    public var isDue: Bool { isStale && heldBackUntil == nil }
}

/// The freshness target of a materialized view, and its origin.
public enum ViewTarget: Sendable, Hashable {
    /// The origin of a target.
    public enum Origin: String, Sendable, Hashable {
        /// A revision: the one that made the view, or a later one.
        case revision
        /// The configuration, which takes precedence.
        case configuration
    }

    /// No target: the view is refreshed by hand.
    case none
    /// A valid target.
    case set(FreshnessTarget, by: Origin)
    /// A target that cannot be used; the reason is a sentence without a period.
    case unusable(String, by: Origin, because: String)

    /// The target, if it can be used.
    public var usable: FreshnessTarget? {
        if case .set(let target, _) = self { target } else { nil }
    }

    /// The target as text; `nil` if there is none.
    public var text: String? {
        switch self {
        case .none: nil
        case .set(let target, _): target.description
        case .unusable(let text, _, _): text
        }
    }
}

/// Athanor's last refresh of a view.
public enum LastRefresh: Sendable, Hashable {
    /// The start of the refresh.
    case at(Date)
    /// There was no refresh.
    case never
    /// The role may not read Athanor's log.
    case hidden
}
