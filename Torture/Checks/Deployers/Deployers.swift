import Athanor
import Foundation
public import TestSupport

/// Runs `athanor upgrade head` in many processes on one new database at once: all succeed, and everything ran once.
public struct Deployers: Scenario {
    private let tools: Tools
    private let server: Server
    private let processes: Int
    private let terminating: Bool
    /// The state of the database after one process alone.
    private let wanted: DatabaseState
    /// The number of vacuums in that run, and its duration.
    private let vacuums: Int64
    private let duration: Duration

    /// Makes the database that the rounds are compared with, by one process alone.
    /// - Parameters:
    ///   - tools: the executables.
    ///   - server: the system.
    ///   - processes: the number of processes at once.
    ///   - terminating: whether to end the session of the working process in mid-run. That process may fail then, the
    ///     others may not. On PostgreSQL only.
    /// - Throws: ``Contradiction``; the errors of the databases.
    public init(_ tools: Tools, on server: Server, processes: Int = 32, terminating: Bool = false) async throws {
        self.tools = tools
        self.server = server
        self.processes = processes
        self.terminating = terminating
        (wanted, vacuums, duration) = try await TorturedDatabase.with(server) { database in
            try await Workplace.with { workplace in
                try FiftyRevisions.write(to: workplace, for: server)
                let started = ContinuousClock.now
                try await workplace.run(tools.athanor, ["upgrade", "head"], database: database.url)
                    .checkSuccess("one process alone")
                let took = ContinuousClock.now - started
                return (try await DatabaseState(of: database), try await VacuumCount.read(in: database), took)
            }
        }
    }

    /// Its name.
    public var name: String {
        "\(processes) deployers on \(server.rawValue)" + (terminating ? ", the one at work cut off" : "")
    }

    /// Starts all processes at once.
    public func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters {
        let moment = duration * Double.random(in: 0..<1, using: &numbers)
        return try await TorturedDatabase.with(server) { database in
            try await Workplace.with { workplace in
                try FiftyRevisions.write(to: workplace, for: server)
                let deployers = try (0..<processes).map { _ in
                    try ToolProcess(
                        tools.athanor, ["upgrade", "head"], in: workplace.folder, database: database.url)
                }
                let wasCutOff = terminating ? try await cutOffHolder(in: database, after: moment) : false
                let failures = try await check(deployers, mayFail: wasCutOff ? 1 : 0)
                try await wanted.check(database, after: "\(processes) processes at once")
                // A VACUUM that was cut off between its effect and its log entry may have been run again.
                let seen = try await VacuumCount.read(in: database)
                try Contradiction.check(
                    seen == vacuums || (failures == 1 && seen == vacuums + 1),
                    "VACUUM ran \(seen - vacuums) times too often")
                return Encounters(
                    wasCutOff ? (failures == 1 ? "the one cut off failed" : "cut off, none failed") : "all succeeded")
            }
        }
    }

    /// Waits for all processes.
    /// - Returns: the number of failures.
    /// - Throws: ``Contradiction`` if more than `mayFail` have failed, or one without a readable error.
    private func check(_ deployers: [ToolProcess], mayFail: Int) async throws -> Int {
        var failures: [ToolProcess.Ending] = []
        for deployer in deployers {
            let ending = try await deployer.end()
            try ending.checkOutcome("a deployer")
            if ending.exitCode != 0 { failures.append(ending) }
        }
        try Contradiction.check(
            failures.count <= mayFail, "\(failures.count) of \(processes) failed, the first: \(failures.first as Any)")
        return failures.count
    }

    /// Ends the session that holds the lock, some time after the lock was first held.
    /// - Returns: whether the lock was still held.
    private func cutOffHolder(in database: TorturedDatabase, after moment: Duration) async throws -> Bool {
        try await ServerSessions.with { sessions in
            try await Task.wait(every: .milliseconds(1)) { try await sessions.lockHolder(in: database) != nil }
            try await Task.sleep(for: moment)
            guard let holder = try await sessions.lockHolder(in: database) else { return false }
            try await sessions.terminate([holder])
            return true
        }
    }
}
