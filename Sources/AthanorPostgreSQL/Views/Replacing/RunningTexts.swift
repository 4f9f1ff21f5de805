internal import Athanor

extension Connection {
    /// Runs statements of Athanor's own in one go.
    /// - Throws: ``DatabaseError`` of the first that fails.
    func run(texts: [String]) async throws {
        guard !texts.isEmpty else { return }
        do {
            try await run(texts.map { Statement($0) })
        } catch let failure as BatchFailure {
            throw failure.error
        }
    }
}
