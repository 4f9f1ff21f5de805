internal import Synchronization

/// The time that judging pairs took, by phase. Pairs that are judged at the same time add up.
package final class PhaseTimes: Sendable {
    /// A phase.
    package enum Phase: String, Sendable, CaseIterable {
        case create
        case make
        case dump
        case read
        case plan
        case apply
        case drop
    }

    private let totals = Mutex<[Phase: Duration]>([:])

    /// No time so far.
    package init() {}

    /// The phases, each with its time.
    package var all: [(phase: Phase, time: Duration)] {
        totals.withLock { totals in Phase.allCases.map { ($0, totals[$0] ?? .zero) } }
    }

    /// Does some work, and adds its time to a phase.
    package func measure<Result>(
        _ phase: Phase, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
    ) async rethrows -> Result {
        let started = ContinuousClock.now
        defer {
            let time = ContinuousClock.now - started
            totals.withLock { $0[phase, default: .zero] += time }
        }
        return try await work()
    }
}
