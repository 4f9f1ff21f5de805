import Athanor
import Foundation

/// The history of `Torture/migrate`, which is run, disturbed, and run once more.
struct TorturedHistory: Sendable {
    /// A way through the history.
    enum Direction: Sendable {
        case up
        case down

        /// The command that goes there.
        var arguments: [String] {
            switch self {
            case .up: ["upgrade", "head"]
            // Not to the base, where no rows would be left to compare.
            case .down: ["downgrade", "t01"]
            }
        }
    }

    /// What a run that nobody disturbs leaves behind, and how long it takes.
    struct Undisturbed: Sendable {
        let state: DatabaseState
        let duration: Duration
    }

    let tools: Tools
    let server: Server
    private let up: Undisturbed
    private let down: Undisturbed

    /// Runs it undisturbed, up and then down.
    /// - Throws: ``Contradiction``; what the databases throw.
    init(_ tools: Tools, on server: Server) async throws {
        self.tools = tools
        self.server = server
        (up, down) = try await ScratchDatabase.with(server) { database in
            try await Workplace.with { workplace in
                func run(_ direction: Direction) async throws -> Undisturbed {
                    let started = ContinuousClock.now
                    try await Self.finish(direction, tools, workplace, database)
                    let duration = ContinuousClock.now - started
                    return Undisturbed(state: try await DatabaseState(of: database), duration: duration)
                }
                return (try await run(.up), try await run(.down))
            }
        }
    }

    /// What a run that nobody disturbs leaves behind.
    func undisturbed(_ direction: Direction) -> Undisturbed {
        switch direction {
        case .up: up
        case .down: down
        }
    }

    /// Has a run disturbed, runs the same once more, and makes sure that nobody can tell.
    /// - Parameters:
    ///   - direction: the way of the run.
    ///   - disturbing: starts the run, disturbs it, and waits for its end.
    /// - Returns: what `disturbing` says.
    /// - Throws: ``Contradiction``; what the databases throw.
    func check(
        _ direction: Direction, disturbing: (Workplace, ScratchDatabase) async throws -> String
    ) async throws -> String {
        try await ScratchDatabase.with(server) { database in
            try await Workplace.with { workplace in
                if direction == .down { try await Self.finish(.up, tools, workplace, database) }
                let met = try await disturbing(workplace, database)
                try await Self.finish(direction, tools, workplace, database)
                try await undisturbed(direction).state.check(database, after: met)
                return met
            }
        }
    }

    private static func finish(
        _ direction: Direction, _ tools: Tools, _ workplace: Workplace, _ database: ScratchDatabase
    ) async throws {
        try await workplace.run(tools.migrate, direction.arguments, database: database.url)
            .checkSuccess("athanor \(direction.arguments.joined(separator: " "))")
    }
}
