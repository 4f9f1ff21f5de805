public import Foundation

/// The freshness of the materialized views of a database.
public struct FreshnessOverview: Sendable, Hashable {
    /// All materialized views, by name.
    public let views: [ViewFreshness]
    /// Names in the configured targets that match no view.
    public let unknownTargets: [String]
    /// The time of this overview, by the database's clock.
    public let now: Date

    /// The views that are due for a refresh by their targets.
    public var stale: [ViewFreshness] { views.filter(\.isStale) }

    /// Mistakes in targets, each as a sentence without a period: targets for missing views, and unusable targets.
    public var targetProblems: [String] {
        let unknown = unknownTargets.map {
            "there is a freshness target for \($0), but no such materialized view, or several of that name"
        }
        let unusable = views.compactMap { view -> String? in
            guard case .unusable(let text, _, let reason) = view.target else { return nil }
            return "the target `\(text)` of \(view.view) is unusable: \(reason)"
        }
        return unknown + unusable
    }
}

/// The facts that freshness is computed from. Pure.
struct FreshnessFacts: Sendable {
    /// The existing views.
    let statuses: [ViewStatus]
    /// The rows of Athanor's table of views.
    let noted: [QualifiedName: NotedView]
    /// The targets of the configuration, by a name as a person types it.
    let configured: [ExactText: FreshnessTarget]
    /// The refresh history from the log; `nil` if the role may not read it.
    let histories: [QualifiedName: RefreshHistory]?
    /// The current time, by the database's clock.
    let now: Date
    /// The pauses after failures.
    let backOff: BackOff
    /// The newest log entry that is not about a refresh, as far back as it matters: a change of a view before it may
    /// come from that work.
    let lastRevision: Int64?
    /// Returns a description of what happened between two states of a view.
    let change: @Sendable (String, String) -> String?
    /// Returns a key that is the same for all spellings of a view's name.
    var key: @Sendable (QualifiedName) -> QualifiedName = { $0 }

    private var names: [QualifiedName] { statuses.map(\.name) }

    var overview: FreshnessOverview {
        let targets = targets
        return FreshnessOverview(
            views: statuses.map { freshness(of: $0, targets: targets) },
            unknownTargets: configured.keys.filter { view(typed: $0) == nil }.sorted().map(\.text), now: now)
    }

    /// Returns the facts with a newer refresh history of some views. This is cheaper than reading all facts again.
    func looking(again histories: [QualifiedName: RefreshHistory]?, now: Date) -> FreshnessFacts {
        let merged = histories.map { (self.histories ?? [:]).merging($0) { _, newer in newer } }
        return FreshnessFacts(
            statuses: statuses.map { status in
                // If another session has filled an empty view since, its log entry shows that.
                guard let done = merged?[status.name]?.lastDone, done.startedAt >= self.now else { return status }
                return ViewStatus(name: status.name, isPopulated: true, state: done.refresh?.viewState)
            },
            noted: noted, configured: configured, histories: merged, now: now, backOff: backOff,
            lastRevision: lastRevision, change: change, key: key)
    }

    /// Returns the views whose targets wait for one of some views, directly or through others.
    func followers(of views: [QualifiedName]) -> [(view: QualifiedName, after: QualifiedName)] {
        let waiting = targets.compactMap { view, target -> (view: QualifiedName, after: QualifiedName)? in
            guard case .after(let other)? = target.usable, let found = named(other, readBy: view) else { return nil }
            return (view, found)
        }
        var reached = Set(views)
        var followers: [(view: QualifiedName, after: QualifiedName)] = []
        var layer = waiting.filter { reached.contains($0.after) }
        while !layer.isEmpty {
            followers += layer
            let new = Set(layer.map(\.view)).subtracting(reached)
            reached.formUnion(new)
            layer = waiting.filter { new.contains($0.after) }
        }
        return followers
    }

    /// Returns the view, and the view that its target waits for.
    func concerned(by view: QualifiedName) -> [QualifiedName] {
        guard case .after(let other)? = targets[view]?.usable, let found = named(other, readBy: view) else {
            return [view]
        }
        return [view, found]
    }

    private func freshness(of status: ViewStatus, targets: [QualifiedName: ViewTarget]) -> ViewFreshness {
        let name = status.name
        let history = histories?[name]
        let target = targets[name] ?? .none
        let refreshedAt = status.isPopulated ? refreshedAt(name) : nil
        let held = history?.lastFailure.map { failure in
            let pause = backOff.pause(afterFailures: history?.failuresInARow ?? 0)
            return failure.endedAt.addingTimeInterval(Double(pause.milliseconds) / 1000)
        }
        return ViewFreshness(
            view: name, isPopulated: status.isPopulated, target: target,
            history: histories == nil ? nil : history ?? .init(),
            refreshedAt: refreshedAt, next: next(target, of: name, refreshedAt: refreshedAt),
            heldBackUntil: held.flatMap { $0 > now ? $0 : nil }, changeElsewhere: changeElsewhere(status),
            now: now)
    }

    private func next(_ target: ViewTarget, of name: QualifiedName, refreshedAt: Date?) -> NextRefresh {
        guard let usable = target.usable else { return .unscheduled }
        var upstream: Date?
        if case .after(let other) = usable { upstream = named(other, readBy: name).flatMap(visibleAt) }
        return usable.next(refreshed: refreshedAt, upstream: upstream, now: now)
    }

    /// Returns the time that a view's rows are from. The time of a refresh by others is unknown.
    private func refreshedAt(_ name: QualifiedName) -> Date? {
        [histories?[name]?.lastDone?.startedAt, noted[name]?.madeAt].compactMap(\.self).max()
    }

    /// Returns when a view's newest rows became visible.
    private func visibleAt(_ name: QualifiedName) -> Date? {
        [histories?[name]?.lastDone?.endedAt, noted[name]?.madeAt].compactMap(\.self).max()
    }

    private func changeElsewhere(_ status: ViewStatus) -> String? {
        guard let done = histories?[status.name]?.lastDone, let then = done.refresh?.viewState,
            let state = status.state
        else { return nil }
        // Changes made by revisions do not count as changes by others.
        if let lastRevision, lastRevision > done.entry { return nil }
        return change(then, state)
    }

    // MARK: Targets

    private var targets: [QualifiedName: ViewTarget] {
        var targets: [QualifiedName: ViewTarget] = [:]
        for (name, view) in noted {
            guard let text = view.target else { continue }
            do {
                targets[name] = .set(try FreshnessTarget(parsing: text), by: .revision)
            } catch {
                targets[name] = .unusable(text, by: .revision, because: error.message)
            }
        }
        // Shorter names first, so that a name with its schema takes precedence.
        for (typed, target) in configured.sorted(by: { $0.key.text.count < $1.key.text.count }) {
            if let name = view(typed: typed) { targets[name] = .set(target, by: .configuration) }
        }
        return checked(targets)
    }

    /// Marks targets that wait for a missing view, or in a cycle, as unusable.
    private func checked(_ targets: [QualifiedName: ViewTarget]) -> [QualifiedName: ViewTarget] {
        var checked = targets
        for (name, target) in targets {
            guard case .set(let freshness, let origin) = target else { continue }
            do {
                try freshness.check()
            } catch {
                checked[name] = .unusable(freshness.description, by: origin, because: error.message)
            }
            guard case .after(let other) = freshness else { continue }
            if let problem = problem(after: other, from: name, targets) {
                checked[name] = .unusable(freshness.description, by: origin, because: problem)
            }
        }
        return checked
    }

    private func problem(
        after other: QualifiedName, from name: QualifiedName, _ targets: [QualifiedName: ViewTarget]
    ) -> String? {
        guard var current = named(other, readBy: name) else { return "there is no materialized view \(other)" }
        var chain = [name]
        while !chain.contains(current) {
            chain.append(current)
            guard case .after(let next)? = targets[current]?.usable, let found = named(next, readBy: current) else {
                return nil
            }
            current = found
        }
        guard current == name else { return nil }
        return "\((chain + [name]).map(\.description).joined(separator: " waits for ")), so none can start"
    }

    /// Returns the view of a name in a target. Without a schema, a view in the schema of the waiting view comes first.
    private func named(_ name: QualifiedName, readBy reader: QualifiedName) -> QualifiedName? {
        if let view = view(name) { return view }
        guard key(name).schema == nil else { return nil }
        return view(QualifiedName(schema: reader.schema, name: name.name)) ?? only(named: name.name)
    }

    private func view(_ name: QualifiedName) -> QualifiedName? {
        let wanted = key(name)
        return names.contains(name) ? name : names.first { key($0) == wanted }
    }

    /// Returns the view of a name in the configuration, with or without its schema.
    private func view(typed: ExactText) -> QualifiedName? {
        var wanted = [key(QualifiedName(schema: nil, name: typed.text)).name]
        // The schema may not be part of any view's name.
        if let dot = typed.text.firstIndex(of: ".") {
            let schema = String(typed.text[..<dot])
            let other = key(QualifiedName(schema: schema, name: String(typed.text[dot...].dropFirst())))
            if other.schema == nil { wanted.append(other.name) }
        }
        let forms = Set(wanted.map { ExactText($0) })
        let whole = names.filter { name in
            let name = key(name)
            return forms.contains(ExactText(name.description)) || forms.contains(ExactText(name.recorded))
        }
        return whole.count == 1 ? whole.first : only(named: typed.text)
    }

    private func only(named name: String) -> QualifiedName? {
        let wanted = ExactText(key(QualifiedName(schema: nil, name: name)).name)
        let found = names.filter { ExactText(key($0).name) == wanted }
        return found.count == 1 ? found.first : nil
    }
}
