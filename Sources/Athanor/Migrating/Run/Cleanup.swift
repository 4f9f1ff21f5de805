/// Work that must not be skipped when the task that asked for it has been cancelled: undoing, unlocking, closing.
enum Cleanup {
    /// Runs it to its end, cancelled or not. Once the task is cancelled, before it or while it runs, its calls on connections have
    /// a deadline: ``ConnectionOptions/cancellationDeadline``.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result {
        let interruption = LateInterruption()
        // Clean-up within clean-up: its task is never cancelled, but that of the one around it may be.
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
