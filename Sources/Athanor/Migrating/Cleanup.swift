/// Work that must not be skipped when the task that asked for it has been cancelled: undoing, unlocking, closing.
enum Cleanup {
    /// Runs it to its end, cancelled or not.
    static func run(_ body: @escaping @Sendable () async -> Void) async {
        await Task { await body() }.value
    }
}
