import Athanor
import Foundation
public import TestSupport

/// Interrupts a run at a random moment. After one more run, the database is as after an undisturbed run.
public struct Interruptions: Scenario {
    /// The way to interrupt the run.
    public enum Way: String, Sendable, CaseIterable {
        /// The process is killed, as by `kill -9`.
        case kill
        /// Its sessions are ended on the server.
        case terminate
    }

    private let history: TorturedHistory
    private let way: Way

    /// Makes the database that the rounds are compared with.
    /// - Parameters:
    ///   - tools: the executables.
    ///   - server: the system. ``Way/terminate`` is for PostgreSQL only.
    ///   - way: the way to interrupt the run.
    /// - Throws: ``Contradiction``; the errors of the databases.
    public init(_ tools: Tools, on server: Server, by way: Way) async throws {
        history = try await TorturedHistory(tools, on: server)
        self.way = way
    }

    /// Its name.
    public var name: String { "\(way.rawValue) on \(history.server.rawValue)" }

    /// Interrupts an upgrade; in each fifth round, a downgrade.
    public func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters {
        let direction: TorturedHistory.Direction = round % 5 == 4 ? .down : .up
        let moment = history.undisturbed(direction).duration * Double.random(in: 0..<1, using: &numbers)
        let met = try await history.check(direction) { workplace, database in
            let hasFinished =
                switch way {
                case .kill: try await kill(direction, at: moment, workplace, database)
                case .terminate: try await terminate(direction, at: moment, workplace, database)
                }
            return "\(direction), \(hasFinished ? "finished" : try await Standing.read(in: database))"
        }
        return Encounters(met)
    }

    /// - Returns: whether the run finished before it could be killed.
    private func kill(
        _ direction: TorturedHistory.Direction, at moment: Duration, _ workplace: Workplace,
        _ database: TorturedDatabase
    ) async throws -> Bool {
        let process = try start(direction, workplace, database)
        try await Task.sleep(for: moment)
        process.signal(SIGKILL)
        let ending = try await process.end()
        try Contradiction.check([0, 128 + SIGKILL].contains(ending.exitCode), "a killed run: \(ending)")
        return ending.exitCode == 0
    }

    /// - Returns: whether the run finished nevertheless.
    private func terminate(
        _ direction: TorturedHistory.Direction, at moment: Duration, _ workplace: Workplace,
        _ database: TorturedDatabase
    ) async throws -> Bool {
        try await ServerSessions.with { sessions in
            let process = try start(direction, workplace, database)
            // Without a session, there is nothing to end.
            while process.isRunning, try await sessions.sessions(in: database).isEmpty {
                try await Task.sleep(for: .milliseconds(1))
            }
            try await Task.sleep(for: moment)
            try await sessions.terminate(sessions.sessions(in: database).map(\.processID))
            let ending = try await process.end()
            try ending.checkOutcome("a run whose session was ended")
            return ending.exitCode == 0
        }
    }

    private func start(
        _ direction: TorturedHistory.Direction, _ workplace: Workplace, _ database: TorturedDatabase
    ) throws -> ToolProcess {
        try ToolProcess(
            history.tools.migrate, history.arguments(direction), in: workplace.folder, database: database.url)
    }
}
