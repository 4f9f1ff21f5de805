import Synchronization

/// Watches the sessions that block work which waits for locks.
struct LockWatch: Sendable {
    /// Opens the monitor; returns `nil` if the database has none.
    let open: @Sendable () async throws -> (any LockMonitor)?
    /// The time before the first check. Most work has ended by then.
    let delay: Duration
    /// The times between two checks. At the first check, the work may not wait yet.
    var pauses = BackOff(first: .milliseconds(50), longest: .milliseconds(500))
    /// Called when the blocking sessions change; with none when the work continues.
    let onChange: @Sendable ([BlockingSession]) -> Void

    /// Runs work and watches it. If watching is not possible, nothing is reported.
    /// - Parameters:
    ///   - attempt: the number of the attempt. After the first one there is no delay: the work may have a lock timeout
    ///     of its own that is shorter.
    ///   - work: the work.
    /// - Throws: the error of the work; a ``DatabaseFailure`` about a lock includes the blocking sessions.
    func watching<Result>(attempt: Int, _ work: () async throws -> Result) async throws -> Result {
        let sighting = Sighting()
        let delay = attempt == 1 ? delay : .zero
        // A child task would run on the thread that the work blocks.
        let looking = Task { await look(after: delay, noting: sighting) }
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

    private func look(after delay: Duration, noting sighting: Sighting) async {
        guard (try? await Task.sleep(for: delay)) != nil, let monitor = try? await open() else { return }
        var checks = 0
        while !Task.isCancelled, let blockers = try? await monitor.blockers() {
            if sighting.note(blockers) { onChange(blockers) }
            checks += 1
            guard (try? await Task.sleep(for: pauses.pause(afterFailures: checks))) != nil else { break }
        }
        await Cleanup.run { await monitor.close() }
    }

    /// The sessions that were seen.
    private final class Sighting: Sendable {
        private struct State {
            var seen: [BlockingSession] = []
            var last: [BlockingSession] = []
        }

        private let state = Mutex(State())

        /// The last blocking sessions. A single check may find none because the work has just failed, so two such
        /// checks are needed to clear them.
        var last: [BlockingSession] { state.withLock { $0.last } }

        /// - Returns: whether the sessions differ from those of the last check.
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
