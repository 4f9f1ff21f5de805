import Foundation

/// The next steps of a scheduler: the views to refresh now, and the time of the next check. Pure.
struct RefreshAgenda: Sendable, Hashable {
    /// The views to start now, in this order.
    let begin: [QualifiedName]
    /// When the next view becomes due, as far as known now; `nil` if none will.
    let nextMoment: Date?

    /// Creates an agenda.
    /// - Parameters:
    ///   - overview: how fresh the views are.
    ///   - graph: the dependencies.
    ///   - running: the views that are being refreshed, by this scheduler or another.
    ///   - setAside: views that are not started, and that no other view waits for.
    ///   - places: the number of further views that may be refreshed at the same time.
    init(
        _ overview: FreshnessOverview, graph: ViewDependencyGraph, running: Set<QualifiedName>,
        setAside: Set<QualifiedName> = [], places: Int
    ) {
        let due = overview.views.filter {
            $0.isDue && !running.contains($0.view) && !setAside.contains($0.view)
        }
        let sinceByView = Dictionary(due.map { ($0.view, $0.dueSince) }) { first, _ in first }
        let ready = due.filter { view in
            // A view waits for its sources that are about to be refreshed. Exception: a view that became due before its
            // source does not wait, so that a source which is always due does not block its readers forever.
            graph.allSources(of: ViewRelation(view.view, kind: .materializedView)).allSatisfy { source in
                guard source.kind == .materializedView else { return true }
                if running.contains(source.name) { return false }
                return sinceByView[source.name].map { $0 > view.dueSince } ?? true
            }
        }
        begin = ready.sorted { ($0.dueSince, $0.view.description) < ($1.dueSince, $1.view.description) }
            .prefix(max(0, places)).map(\.view)
        nextMoment =
            overview.views.compactMap { view in
                switch view.next {
                case .at(let moment): moment
                case .due: view.heldBackUntil
                case .unscheduled: nil
                }
            }.min()
    }
}

extension ViewFreshness {
    /// When it became due; the distant past if the age of its rows is unknown.
    fileprivate var dueSince: Date {
        if case .due(let since?) = next { since } else { .distantPast }
    }
}
