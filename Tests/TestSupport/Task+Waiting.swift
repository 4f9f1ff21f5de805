extension Task where Success == Never, Failure == Never {
    /// Waits until a condition holds that another process, session or task brings about.
    /// - Parameters:
    ///   - interval: the time between two checks.
    ///   - condition: the condition.
    /// - Throws: errors of `condition`; `CancellationError`.
    package static func wait(
        every interval: Duration = .milliseconds(5), until condition: () async throws -> Bool
    ) async throws {
        while try await !condition() { try await sleep(for: interval) }
    }
}
