internal import Athanor

/// Runs the steps of a change of views, in the open transaction.
struct LiveViewChange: Sendable {
    let connection: any Connection
    let reporter: StepReporter

    /// - Throws: ``OperationError``, ``DatabaseFailure``; any error of the revision's own steps.
    func run(_ steps: [ViewChangeStep]) async throws {
        for step in steps { try await run(step) }
    }

    private func run(_ step: ViewChangeStep) async throws {
        switch step {
        case .unchanged: break
        case .run(let statements): try await run(statements)
        case .privileges(let exact):
            let made = try await exact.creation.made(on: connection)
            try await connection.run(texts: exact.statements(replacing: made))
        case .locked(let change): try await change.make(on: connection, reporter: reporter)
        case .work(let steps): try await connection.run(steps, reporting: reporter)
        case .check(let look): try await look(connection, reporter)
        case .say(let message): reporter(message)
        case .steps(let steps, let explained):
            do {
                try await run(steps)
            } catch {
                throw explained(error)
            }
        }
    }

    private func run(_ statements: [SQLStatement]) async throws {
        guard let first = statements.first else { return }
        if statements.count == 1 {
            try await connection.query(sql: first)
        } else {
            try await connection.run(statements)
        }
    }
}
