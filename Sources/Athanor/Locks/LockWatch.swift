import Synchronization

/// Watches who stands in the way of work that waits for locks.
struct LockWatch: Sendable {
    /// Opens what sees that; gives `nil` where the database has nothing to see it with.
    let open: @Sendable () async throws -> (any LockMonitor)?
    /// How long work runs before anybody looks: most has ended by then.
    let delay: Duration
    /// How long it is from one look to the next.
    var interval = Duration.milliseconds(500)
    /// Hears of it when others stand in the way than before; of none when the work goes on.
    let onChange: @Sendable ([BlockingSession]) -> Void

    /// Runs work and looks after it meanwhile. Where that cannot be done, nothing is said.
    /// - Throws: what the work throws; a ``DatabaseError`` about a lock names who was in the way.
    func watching<Result>(_ work: () async throws -> Result) async throws -> Result {
        let sighting = Sighting()
        // A child task would run on the thread that the work blocks.
        let looking = Task { await look(noting: sighting) }
        do {
            let result = try await withTaskCancellationHandler(operation: work) { looking.cancel() }
            await end(looking)
            return result
        } catch {
            await end(looking)
            throw LockFailure.mapping(error) { $0.blockers = sighting.last }
        }
    }

    private func end(_ looking: Task<Void, Never>) async {
        looking.cancel()
        await looking.value
    }

    private func look(noting sighting: Sighting) async {
        guard (try? await Task.sleep(for: delay)) != nil, let monitor = try? await open() else { return }
        while !Task.isCancelled, let blockers = try? await monitor.blockers() {
            if sighting.note(blockers) { onChange(blockers) }
            guard (try? await Task.sleep(for: interval)) != nil else { break }
        }
        await Cleanup.run { await monitor.close() }
    }

    /// Who was seen.
    private final class Sighting: Sendable {
        private struct State {
            var seen: [BlockingSession] = []
            var last: [BlockingSession] = []
        }

        private let state = Mutex(State())

        /// Who was in the way last. One look that finds nobody may come when the work has just failed, so that it takes
        /// two to forget.
        var last: [BlockingSession] { state.withLock { $0.last } }

        /// - Returns: whether these are others than before.
        func note(_ blockers: [BlockingSession]) -> Bool {
            state.withLock { state in
                let areOthers = Set(blockers.map(\.id)) != Set(state.seen.map(\.id))
                if !blockers.isEmpty || state.seen.isEmpty { state.last = blockers }
                state.seen = blockers
                return areOthers
            }
        }
    }
}
