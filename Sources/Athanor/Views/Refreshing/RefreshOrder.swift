/// Which views of a plan may begin now. A value: whoever runs the plan tells it what has ended and asks what comes next.
///
/// Of those that may, the one goes first behind which the most work waits, by what the log says of earlier times: so the
/// longest chain is never kept waiting for work that could be done beside it.
struct RefreshOrder: Sendable {
    private var waitingFor: [QualifiedName: Set<QualifiedName>]
    private let plan: [ViewRefreshPlan]
    private let plans: [QualifiedName: ViewRefreshPlan]
    private var readers: [QualifiedName: [QualifiedName]] = [:]
    private var weights: [QualifiedName: Duration] = [:]

    /// How long a view is taken to need that was never refreshed.
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

    /// The view that should begin now; `nil` while all that are left wait for others, or when none is left.
    mutating func next() -> ViewRefreshPlan? {
        let ready = waitingFor.filter { $0.value.isEmpty }.keys.compactMap { plans[$0] }
        let first = ready.max { first, second in
            let (one, other) = (weights[first.view] ?? .zero, weights[second.view] ?? .zero)
            return one == other ? first.view.description > second.view.description : one < other
        }
        if let first { waitingFor[first.view] = nil }
        return first
    }

    /// Notes that a view is up to date: those that wait for it may begin.
    mutating func finish(_ view: QualifiedName) {
        for reader in readers[view] ?? [] { waitingFor[reader]?.remove(view) }
    }

    /// Takes out the views that read a view, directly or through others, since it could not be refreshed.
    /// - Returns: them, each after those that it reads.
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
