public import Foundation

/// How fresh a materialized view is, and is to be kept.
public struct ViewFreshness: Sendable, Hashable {
    /// The view.
    public let view: QualifiedName
    /// Whether it holds data.
    public let isPopulated: Bool
    /// How fresh it is to be kept.
    public let target: ViewTarget
    /// What the log says of its refreshes; `nil` when the role may not read it.
    public let history: RefreshHistory?
    /// The moment as of which its rows are, as far as Athanor knows: the start of the last refresh that was done, or when a
    /// revision made it.
    public let refreshedAt: Date?
    /// When it should be refreshed next, failures aside.
    public let next: NextRefresh
    /// Until when it is left alone after failures; `nil` when nothing keeps it back.
    public let heldBackUntil: Date?
    /// What somebody else has done to it since Athanor's last refresh, as the predicate of a sentence: `was refreshed
    /// plainly …`; `nil` for nothing that could be noticed.
    public let changeElsewhere: String?
    /// The moment of which all this is true, by the database's clock.
    public let now: Date

    /// Whether somebody else has refreshed or altered it since Athanor's last refresh.
    public var isChangedElsewhere: Bool { changeElsewhere != nil }

    /// How old its rows are, as far as Athanor knows.
    public var age: Duration? {
        refreshedAt.map { .milliseconds(Int64((max(0, now.timeIntervalSince($0)) * 1000).rounded())) }
    }

    /// When Athanor last refreshed it.
    public var lastRefresh: LastRefresh {
        guard let history else { return .hidden }
        return history.lastDone.map { .at($0.startedAt) } ?? .never
    }

    /// Whether it is older than its target.
    public var isStale: Bool {
        if case .due = next { true } else { false }
    }

    /// Whether it is to be refreshed now: it is stale, and nothing keeps it back.
    public var isDue: Bool { isStale && heldBackUntil == nil }
}

/// How fresh a materialized view is to be kept, and who said so.
public enum ViewTarget: Sendable, Hashable {
    /// Who has said it.
    public enum Origin: String, Sendable, Hashable {
        /// The revision that made the view, or a later one.
        case revision
        /// The configuration, which wins.
        case configuration
    }

    /// Nobody has said anything: it is refreshed by hand.
    case none
    /// So.
    case set(FreshnessTarget, by: Origin)
    /// In a way that makes no sense here; why, is a sentence without its stop.
    case unusable(String, by: Origin, because: String)

    /// The target, where it makes sense.
    public var usable: FreshnessTarget? {
        if case .set(let target, _) = self { target } else { nil }
    }

    /// The target as text; `nil` when there is none.
    public var text: String? {
        switch self {
        case .none: nil
        case .set(let target, _): target.description
        case .unusable(let text, _, _): text
        }
    }
}

/// When Athanor last refreshed a view.
public enum LastRefresh: Sendable, Hashable {
    /// At this moment.
    case at(Date)
    /// Never.
    case never
    /// The role may not read Athanor's log.
    case hidden
}
