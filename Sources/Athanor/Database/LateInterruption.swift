internal import Synchronization

/// Reports an interruption to work that continues after its task was cancelled, such as a rollback.
///
/// Such work runs in a separate task that is never cancelled. A connection checks here instead: after an interruption
/// each of its calls has a deadline, so that a server that does not answer cannot block the process forever.
package final class LateInterruption: Sendable {
    /// The value for the running work; `nil` for work that is cancelled with its task.
    @TaskLocal package static var current: LateInterruption?

    /// A registered action.
    package struct Registration: Sendable {
        fileprivate let number: Int
    }

    private struct State {
        var hasHappened = false
        var lastNumber = 0
        var actions: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Creates a value without an interruption.
    package init() {}

    /// Records that the caller was interrupted.
    package func happen() {
        let actions = state.withLock { state in
            defer { state.actions = [:] }
            state.hasHappened = true
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }

    /// Calls an action when the caller is interrupted, or at once if that has already happened.
    package func whenInterrupted(_ action: @escaping @Sendable () -> Void) -> Registration {
        let (isNow, number) = state.withLock { state in
            state.lastNumber += 1
            if !state.hasHappened { state.actions[state.lastNumber] = action }
            return (state.hasHappened, state.lastNumber)
        }
        if isNow { action() }
        return Registration(number: number)
    }

    /// Removes an action.
    package func forget(_ registration: Registration) {
        state.withLock { _ = $0.actions.removeValue(forKey: registration.number) }
    }
}
