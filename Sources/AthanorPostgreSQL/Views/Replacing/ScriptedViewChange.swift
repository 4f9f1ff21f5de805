internal import Athanor

/// Writes the steps of a change of views as statements of a script. The catalog is only read.
struct ScriptedViewChange: Sendable {
    let connection: any Connection
    /// The statements of the revision's own steps (``ViewChangeStep/work(_:)``).
    let work: [SQLStatement]

    /// Returns the statements.
    /// - Throws: ``DatabaseFailure``.
    func statements(_ steps: [ViewChangeStep]) async throws -> [SQLStatement] {
        try await statements(steps, favouring: try await ExactPrivileges.favoured(on: connection))
    }

    private func statements(_ steps: [ViewChangeStep], favouring favoured: [String?]) async throws -> [SQLStatement] {
        var statements: [SQLStatement] = []
        for step in steps {
            switch step {
            case .unchanged(let family): statements += try await family.opening(on: connection)
            case .run(let own): statements += own
            case .privileges(let exact): statements += exact.statements(favouring: favoured).map { SQLStatement($0) }
            case .locked(let change): statements.append(change.script)
            case .work: statements += work
            case .check, .say: break
            case .steps(let steps, _): statements += try await self.statements(steps, favouring: favoured)
            }
        }
        return statements
    }
}
