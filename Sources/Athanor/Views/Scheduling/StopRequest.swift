import Synchronization

/// A request to stop, which cancels work that must not delay the stop.
final class StopRequest: Sendable {
    private struct State {
        var isAsked = false
        var work: Task<Void, any Error>?
    }

    private let state = Mutex(State())

    /// Whether a stop was requested.
    var isAsked: Bool { state.withLock { $0.isAsked } }

    /// Requests a stop, and cancels the running work.
    func ask() {
        let work = state.withLock { state in
            state.isAsked = true
            return state.work
        }
        work?.cancel()
    }

    /// Runs work. It is cancelled by a stop request, earlier or later, or if the task is cancelled.
    /// - Throws: the error of the work; `CancellationError`.
    func ending(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let work = Task { try await body() }
        let isAsked = state.withLock { state in
            state.work = work
            return state.isAsked
        }
        if isAsked { work.cancel() }
        defer { state.withLock { $0.work = nil } }
        try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }
}
