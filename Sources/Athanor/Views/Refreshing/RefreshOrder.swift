/// Decides which views of a plan may start now. A value: the caller reports finished views and asks for the next one.
///
/// Among the views that may start, the one with the most work waiting behind it comes first, measured by durations in
/// the log. So the longest chain never waits for work that could run in parallel.
struct RefreshOrder: Sendable {
    private var waitingFor: [QualifiedName: Set<QualifiedName>]
    private let plan: [ViewRefreshPlan]
    private let plans: [QualifiedName: ViewRefreshPlan]
    private var readers: [QualifiedName: [QualifiedName]] = [:]
    private var weights: [QualifiedName: Duration] = [:]

    /// The assumed duration of a view that was never refreshed.
    private static let unknownDuration = Duration.seconds(1)

    init(_ plan: RefreshPlan) {
        self.plan = plan.views
        plans = Dictionary(plan.views.map { ($0.view, $0) }) { first, _ in first }
        waitingFor = Dictionary(plan.views.map { ($0.view, Set($0.after)) }) { first, _ in first }
        for view in plan.views { for source in view.after { readers[source, default: []].append(view.view) } }
        for view in plan.views.reversed() {
            let behind = (readers[view.view] ?? []).compactMap { weights[$0] }.max() ?? .zero
            weights[view.view] = behind + (view.expected ?? Self.unknownDuration)
        }
    }

    /// Returns the view that should start now; `nil` while all remaining views wait for others, or when none is left.
    mutating func next() -> ViewRefreshPlan? {
        let ready = waitingFor.filter { $0.value.isEmpty }.keys.compactMap { plans[$0] }
        let first = ready.max { first, second in
            let (one, other) = (weights[first.view] ?? .zero, weights[second.view] ?? .zero)
            return one == other ? first.view.description > second.view.description : one < other
        }
        if let first { waitingFor[first.view] = nil }
        return first
    }

    /// Records that a view is up to date. Views that wait for it may start.
    mutating func finish(_ view: QualifiedName) {
        for reader in readers[view] ?? [] { waitingFor[reader]?.remove(view) }
    }

    /// Removes the views that read a view directly or through others, because it could not be refreshed.
    /// - Returns: the removed views, each after those that it reads.
    mutating func skip(readersOf view: QualifiedName) -> [ViewRefreshPlan] {
        var skipped: Set<QualifiedName> = []
        var layer = readers[view] ?? []
        while !layer.isEmpty {
            let taken = layer.filter { waitingFor.removeValue(forKey: $0) != nil }
            skipped.formUnion(taken)
            layer = taken.flatMap { readers[$0] ?? [] }
        }
        return plan.filter { skipped.contains($0.view) }
    }
}
