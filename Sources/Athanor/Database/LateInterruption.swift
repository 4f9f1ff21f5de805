internal import Synchronization

/// Tells work that goes on after its task was cancelled, such as a rollback, that somebody waits for its end.
///
/// Such work runs in a task of its own, which nobody cancels. A connection asks here instead: once the caller was interrupted,
/// each of its calls has only so long, lest a server that does not answer be waited for without end.
package final class LateInterruption: Sendable {
    /// The one of the work that runs; `nil` for work that cancelling its task ends.
    @TaskLocal package static var current: LateInterruption?

    /// An action that waits for an interruption.
    package struct Registration: Sendable {
        fileprivate let number: Int
    }

    private struct State {
        var hasHappened = false
        var lastNumber = 0
        var actions: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Nobody has interrupted yet.
    package init() {}

    /// Notes that the caller was interrupted.
    package func happen() {
        let actions = state.withLock { state in
            defer { state.actions = [:] }
            state.hasHappened = true
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }

    /// Calls an action when the caller is interrupted; at once when that has happened.
    package func whenInterrupted(_ action: @escaping @Sendable () -> Void) -> Registration {
        let (isNow, number) = state.withLock { state in
            state.lastNumber += 1
            if !state.hasHappened { state.actions[state.lastNumber] = action }
            return (state.hasHappened, state.lastNumber)
        }
        if isNow { action() }
        return Registration(number: number)
    }

    /// Forgets an action.
    package func forget(_ registration: Registration) {
        state.withLock { _ = $0.actions.removeValue(forKey: registration.number) }
    }
}
