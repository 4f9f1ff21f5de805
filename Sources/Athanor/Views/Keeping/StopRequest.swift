import Synchronization

/// A request to stop, which ends work that must not keep anybody waiting.
final class StopRequest: Sendable {
    private struct State {
        var isAsked = false
        var work: Task<Void, any Error>?
    }

    private let state = Mutex(State())

    /// Whether somebody has asked.
    var isAsked: Bool { state.withLock { $0.isAsked } }

    /// Asks, and cancels the work that runs.
    func ask() {
        let work = state.withLock { state in
            state.isAsked = true
            return state.work
        }
        work?.cancel()
    }

    /// Runs work, cancelled when somebody asks or has asked, or when the task is cancelled.
    /// - Throws: what the work throws; `CancellationError`.
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
