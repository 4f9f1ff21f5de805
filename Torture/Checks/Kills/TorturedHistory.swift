import Athanor
import Foundation

/// The history of `Torture/migrate`, which is run, disturbed, and run again.
struct TorturedHistory: Sendable {
    /// A direction through the history.
    enum Direction: Sendable {
        case up
        case down
    }

    /// The result of an undisturbed run, and its duration.
    struct Undisturbed: Sendable {
        let state: DatabaseState
        let duration: Duration
    }

    let tools: Tools
    let server: Server
    /// The number of rows of its largest table. With more rows, its backfills have more batches.
    private let rows: Int
    /// The target of its upgrade.
    private let top: String
    private let up: Undisturbed
    private let down: Undisturbed

    /// Runs it undisturbed, up and then down, three times in new databases.
    /// - Throws: ``Contradiction``; the errors of the databases.
    init(_ tools: Tools, on server: Server, rows: Int = 2000, upTo top: String = "head") async throws {
        self.tools = tools
        self.server = server
        self.rows = rows
        self.top = top
        var runs: [(up: Undisturbed, down: Undisturbed)] = []
        for _ in 0..<3 {
            runs.append(
                try await TorturedDatabase.with(server) { database in
                    try await Workplace.with { workplace in
                        (
                            try await Self.measure(Self.arguments(.up, rows, top), tools, workplace, database),
                            try await Self.measure(Self.arguments(.down, rows, top), tools, workplace, database)
                        )
                    }
                })
        }
        // The quickest, so that later runs are disturbed before their end.
        (up, down) = (try Self.quickest(runs.map(\.up)), try Self.quickest(runs.map(\.down)))
    }

    private static func quickest(_ runs: [Undisturbed]) throws -> Undisturbed {
        guard let quickest = runs.min(by: { $0.duration < $1.duration }) else {
            throw Contradiction("there was no undisturbed run")
        }
        let other = runs.first { $0.state != quickest.state }
        try Contradiction.check(other == nil, "two undisturbed runs leave different databases")
        return quickest
    }

    private static func measure(
        _ arguments: [String], _ tools: Tools, _ workplace: Workplace, _ database: TorturedDatabase
    ) async throws -> Undisturbed {
        let started = ContinuousClock.now
        try await finish(arguments, tools, workplace, database)
        let duration = ContinuousClock.now - started
        return Undisturbed(state: try await DatabaseState(of: database), duration: duration)
    }

    /// The command line of a direction.
    func arguments(_ direction: Direction) -> [String] { Self.arguments(direction, rows, top) }

    private static func arguments(_ direction: Direction, _ rows: Int, _ top: String) -> [String] {
        switch direction {
        case .up: ["upgrade", top, "-x", "rows=\(rows)"]
        // Not down to the base, where no rows would be left to compare.
        case .down: ["downgrade", "t01", "-x", "rows=\(rows)"]
        }
    }

    /// The result of an undisturbed run.
    func undisturbed(_ direction: Direction) -> Undisturbed {
        switch direction {
        case .up: up
        case .down: down
        }
    }

    /// Disturbs a run in a new database, runs the same again, and checks that no difference to an undisturbed run is
    /// left. Before a downgrade, it runs the upgrade undisturbed.
    /// - Parameters:
    ///   - direction: the direction of the run.
    ///   - disturbing: starts the run, disturbs it, and waits for its end.
    /// - Returns: the result of `disturbing`.
    /// - Throws: ``Contradiction``; the errors of the databases.
    func check(
        _ direction: Direction, disturbing: (Workplace, TorturedDatabase) async throws -> String
    ) async throws -> String {
        try await TorturedDatabase.with(server) { database in
            try await Workplace.with { workplace in
                if direction == .down { try await Self.finish(arguments(.up), tools, workplace, database) }
                let met = try await disturbing(workplace, database)
                try await Self.finish(arguments(direction), tools, workplace, database)
                try await undisturbed(direction).state.check(database, after: met)
                return met
            }
        }
    }

    private static func finish(
        _ arguments: [String], _ tools: Tools, _ workplace: Workplace, _ database: TorturedDatabase
    ) async throws {
        try await workplace.run(tools.migrate, arguments, database: database.url)
            .checkSuccess("athanor \(arguments.joined(separator: " "))")
    }
}
