import Athanor
import Foundation
public import TestSupport

/// Stops a process in mid-run (SIGSTOP), ends its session, lets another process do the work, and continues the first
/// (SIGCONT): all work is done once.
///
/// PostgreSQL only: SQLite's locks belong to the process, and stay while it is stopped.
public struct Pauses: Scenario {
    private let history: TorturedHistory

    /// Makes the database that the rounds are compared with.
    /// - Parameter tools: the executables.
    /// - Throws: ``Contradiction``; the errors of the databases.
    public init(_ tools: Tools) async throws {
        history = try await TorturedHistory(tools, on: .postgresql)
    }

    /// Its name.
    public var name: String { "pauses on postgresql" }

    /// Stops the process while its transaction is open in even rounds, and while none is in odd ones.
    public func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters {
        let wanted: Standstill = round.isMultiple(of: 2) ? .inTransaction : .between
        var moment = history.undisturbed(.up).duration * Double.random(in: 0..<1, using: &numbers)
        for _ in 0..<100 {
            let met = try await history.check(.up) { workplace, database in
                try await ServerSessions.with { sessions in
                    try await pause(after: moment, wanted, workplace, database, sessions)
                }
            }
            if met != Self.missed { return Encounters(met) }
            moment = history.undisturbed(.up).duration * Double.random(in: 0..<1, using: &numbers)
        }
        return Encounters(Self.missed)
    }

    private static let missed = "never met"

    /// The state of a stopped process's session on the server.
    private enum Standstill: String {
        case inTransaction = "in a transaction"
        case between = "between transactions"

        init?(_ session: ServerSessions.Session) {
            switch session.state {
            case "idle in transaction", "idle in transaction (aborted)": self = .inTransaction
            case "idle": self = .between
            default: return nil
            }
        }
    }

    private func pause(
        after moment: Duration, _ wanted: Standstill, _ workplace: Workplace, _ database: TorturedDatabase,
        _ sessions: ServerSessions
    ) async throws -> String {
        let paused = try ToolProcess(
            history.tools.migrate, history.arguments(.up), in: workplace.folder, database: database.url)
        try await Task.sleep(for: moment)
        paused.signal(SIGSTOP)
        defer { paused.signal(SIGCONT) }
        let session = try await standing(in: database, sessions)
        guard let session, Standstill(session) == wanted else {
            paused.signal(SIGCONT)
            try await paused.end().checkSuccess("a run that was stopped and continued")
            return Self.missed
        }
        try await sessions.terminate([session.processID])
        try await workplace.run(
            history.tools.migrate, history.arguments(.up), database: database.url
        ).checkSuccess("the run while another one is stopped")
        try await history.undisturbed(.up).state.check(database, after: "the run while another one is stopped")
        paused.signal(SIGCONT)
        let ending = try await paused.end()
        try ending.checkOutcome("the run that was stopped")
        return "\(wanted.rawValue), then \(ending.exitCode == 0 ? "nothing left to do" : "an error")"
    }

    /// The session of the stopped process, once the server has finished its request; `nil` if there is none, or if it
    /// is still active after 5 seconds because the server waits for the rest of a request.
    private func standing(
        in database: TorturedDatabase, _ sessions: ServerSessions
    ) async throws -> ServerSessions.Session? {
        let started = ContinuousClock.now
        while ContinuousClock.now - started < .seconds(5) {
            guard let session = try await sessions.sessions(in: database).first else { return nil }
            if session.state != "active" { return session }
            try await Task.sleep(for: .milliseconds(2))
        }
        return nil
    }
}
