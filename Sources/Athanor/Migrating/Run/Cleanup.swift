/// Work that must run even if the task was cancelled: rolling back, unlocking, closing.
enum Cleanup {
    /// Runs the work to its end, even if the task is cancelled. If the task is cancelled before or during the work,
    /// each call on a connection has a deadline: ``ConnectionOptions/cancellationDeadline``.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result {
        let interruption = LateInterruption()
        // Clean-up can be nested. The task of the inner clean-up is never cancelled, but the outer one may be
        // interrupted.
        let outer = LateInterruption.current
        let registration = outer?.whenInterrupted { interruption.happen() }
        defer { if let registration { outer?.forget(registration) } }
        return await withTaskCancellationHandler {
            await LateInterruption.$current.withValue(interruption) {
                await Task { await body() }.value
            }
        } onCancel: {
            interruption.happen()
        }
    }
}
