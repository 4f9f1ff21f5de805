import Foundation

/// What a keeper of views does next: which views it begins to refresh, and when it looks again. Pure.
struct KeepingAgenda: Sendable, Hashable {
    /// The views to begin now, in this order.
    let begin: [QualifiedName]
    /// When something will be due by what is known now; `nil` when nothing will.
    let nextMoment: Date?

    /// An agenda.
    /// - Parameters:
    ///   - overview: how fresh the views are.
    ///   - graph: what reads what.
    ///   - running: the views that are being refreshed, by this keeper or another.
    ///   - setAside: views that are not begun, and that nothing waits for.
    ///   - places: how many more it may refresh at the same time.
    init(
        _ overview: FreshnessOverview, graph: ViewDependencyGraph, running: Set<QualifiedName>,
        setAside: Set<QualifiedName> = [], places: Int
    ) {
        let due = overview.views.filter {
            $0.isDue && !running.contains($0.view) && !setAside.contains($0.view)
        }
        let sinceByView = Dictionary(due.map { ($0.view, $0.dueSince) }) { first, _ in first }
        let ready = due.filter { view in
            // Rows of a view that is about to be refreshed are not worth reading: who reads it waits, unless it was due
            // before, lest a view that is due all the time keeps the others waiting for ever.
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
    /// Since when it is due; what nobody knows the age of has been for ever.
    fileprivate var dueSince: Date {
        if case .due(let since?) = next { since } else { .distantPast }
    }
}
