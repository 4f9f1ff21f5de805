/// The views that a scheduler skips for a while, for reasons that are not in the log. Otherwise the scheduler would retry
/// them at once, in a loop.
struct RefreshWaits: Sendable {
    private let options: ViewRefreshScheduler.Options
    private var busyUntil: [QualifiedName: ContinuousClock.Instant] = [:]
    private var setAsideUntil: [QualifiedName: ContinuousClock.Instant] = [:]

    init(_ options: ViewRefreshScheduler.Options) { self.options = options }

    /// Records the outcome of a view's refresh.
    mutating func note(_ result: ViewRefreshResult, at now: ContinuousClock.Instant = .now) {
        switch result.outcome {
        case .busy:
            // The session that has claimed the view may die; then the view is still due.
            busyUntil[result.plan.view] = now + min(options.lookEvery, .seconds(1)) + options.jitter
        case .failed, .cancelled, .skipped:
            // A failure to connect is not in the log.
            setAsideUntil[result.plan.view] = now + options.backOff.first
        case .refused:
            setAsideUntil[result.plan.view] = now + options.lookEvery
        case .done, .notDue: break
        }
    }

    /// Returns views that another session is refreshing.
    mutating func busy(at now: ContinuousClock.Instant = .now) -> Set<QualifiedName> {
        busyUntil = busyUntil.filter { $0.value > now }
        return Set(busyUntil.keys)
    }

    /// Returns views that cannot be refreshed at the moment.
    mutating func setAside(at now: ContinuousClock.Instant = .now) -> Set<QualifiedName> {
        setAsideUntil = setAsideUntil.filter { $0.value > now }
        return Set(setAsideUntil.keys)
    }

    /// Returns the time until the first of these waits ends; `nil` if there is none.
    func shortest(at now: ContinuousClock.Instant = .now) -> Duration? {
        (Array(busyUntil.values) + Array(setAsideUntil.values)).min().map { max(.zero, $0 - now) }
    }
}
