/// The views that a keeper leaves alone for a while, for reasons that are not in the log. Without that it would ask again at
/// once, and again.
struct KeepingWaits: Sendable {
    private let options: KeepingOptions
    private var busyUntil: [QualifiedName: ContinuousClock.Instant] = [:]
    private var setAsideUntil: [QualifiedName: ContinuousClock.Instant] = [:]

    init(_ options: KeepingOptions) { self.options = options }

    /// Notes how the refresh of a view ended.
    mutating func note(_ result: ViewRefreshResult, at now: ContinuousClock.Instant = .now) {
        switch result.outcome {
        case .busy:
            // Whoever has claimed it may be killed: then it is due still.
            busyUntil[result.plan.view] = now + min(options.lookEvery, .seconds(1)) + options.jitter
        case .failed, .cancelled, .skipped:
            // What failed for want of a connection is not in the log.
            setAsideUntil[result.plan.view] = now + options.backOff.first
        case .refused:
            setAsideUntil[result.plan.view] = now + options.lookEvery
        case .done, .notDue: break
        }
    }

    /// Views that another session is refreshing.
    mutating func busy(at now: ContinuousClock.Instant = .now) -> Set<QualifiedName> {
        busyUntil = busyUntil.filter { $0.value > now }
        return Set(busyUntil.keys)
    }

    /// Views that cannot be refreshed at the moment.
    mutating func setAside(at now: ContinuousClock.Instant = .now) -> Set<QualifiedName> {
        setAsideUntil = setAsideUntil.filter { $0.value > now }
        return Set(setAsideUntil.keys)
    }

    /// How long it is until the first of these waits is over; `nil` when there is none.
    func shortest(at now: ContinuousClock.Instant = .now) -> Duration? {
        (Array(busyUntil.values) + Array(setAsideUntil.values)).min().map { max(.zero, $0 - now) }
    }
}
