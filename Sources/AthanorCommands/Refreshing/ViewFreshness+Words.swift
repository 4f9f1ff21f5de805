internal import Athanor
internal import Foundation

extension ViewFreshness {
    /// The age of its rows in a few words: `5 min ago`; `never` if Athanor knows of no refresh.
    var ageText: String {
        if history == nil { return "?" }
        guard isPopulated else { return "–" }
        return age.map { "\($0.longestUnit) ago" } ?? "never"
    }

    /// The target, and whether the view is older than that: `every 10 minutes, stale`; empty without a target.
    var targetText: String {
        switch target {
        case .none: ""
        case .set(let target, _): isStale ? "\(target), stale" : "\(target)"
        case .unusable(let text, _, _): "\(text), unusable"
        }
    }

    /// The age and the target of a stale view, as the predicate of a sentence without its stop.
    var staleSentence: String {
        let age =
            isPopulated
            ? age.map { "its rows are \($0.longestUnit) old" } ?? "its rows are of an unknown age" : "it holds no data"
        return "\(age); target: \(target.text ?? "none")"
    }

    /// What needs attention: failures and changes elsewhere; empty if there is nothing.
    var noteText: String {
        let failures = history?.failuresInARow ?? 0
        return [
            failures == 0 ? nil : failures == 1 ? "failed" : "failed \(failures) times",
            isChangedElsewhere ? "changed elsewhere" : nil,
        ].compactMap(\.self).joined(separator: ", ")
    }

    /// The target as a sentence without its stop: its text, its origin, and the next refresh.
    var targetSentence: String? {
        func by(_ origin: ViewTarget.Origin) -> String {
            origin == .revision ? "by its revision" : "by the configuration"
        }
        switch target {
        case .none: return nil
        case .unusable(let text, let origin, let reason): return "\(text) (\(by(origin))), unusable: \(reason)"
        case .set(let target, let origin):
            let state =
                switch next {
                case .unscheduled: ""
                case .at(let moment): "; next at \(moment.logText)"
                case .due(let since): since.map { "; stale since \($0.logText)" } ?? "; stale"
                }
            let held = heldBackUntil.map { ", not tried again before \($0.logText) after failures" } ?? ""
            return "\(target) (\(by(origin)))\(state)\(held)"
        }
    }

    /// The failures since the last successful refresh, with the message of the last one; `nil` if there are none.
    var failureSentence: String? {
        guard let history, history.failuresInARow > 0 else { return nil }
        let count = history.failuresInARow
        let last = history.lastFailure?.detail.map { ": \($0)" } ?? ""
        return count == 1 ? "the last refresh failed\(last)" : "\(count) in a row; the last\(last)"
    }
}

extension Duration {
    /// The age in its longest unit: `12 s`, `5 min`, `3 h`, `2 days`.
    var longestUnit: String {
        let seconds = components.seconds
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3_600 { return "\(seconds / 60) min" }
        if seconds < 2 * 86_400 { return "\(seconds / 3_600) h" }
        return "\(seconds / 86_400) days"
    }
}

extension Project {
    /// Warns of targets that have no effect.
    func warnOfTargets(_ overview: FreshnessOverview) {
        for problem in overview.targetProblems { warn(problem) }
    }

    /// Warns about freshness targets that cannot be used, if the plan's views were chosen by freshness.
    func warnOfTargets(_ plan: RefreshPlan) {
        if let freshness = plan.freshness { warnOfTargets(freshness) }
    }
}
