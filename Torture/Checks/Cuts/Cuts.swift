import Athanor
import AthanorTesting
import Foundation
import TestRelay
public import TestSupport

/// Cuts the connection at a protocol message of a run. After one more run, the database is as after an undisturbed run.
///
/// Each round cuts at another place: before or after a message of the client, or before a message of the server. (A cut
/// after a message of the server is the cut before its next one.) The number of messages differs a little between runs,
/// so one of the last rounds may find no message to cut at.
public struct Cuts: Scenario {
    private let history: TorturedHistory
    private let server: Place
    /// Every place where a run can be cut.
    private let cuts: [Cut]

    /// The place where the relay finds the server.
    private struct Place {
        let socketPath: String
        let user: String
    }

    /// Makes the database that the rounds are compared with.
    /// - Parameter tools: the executables.
    /// - Throws: ``Contradiction``; the errors of the databases.
    public init(_ tools: Tools) async throws {
        // This history has two concurrent builds with work between them, and two batches in the backfill. More would
        // only repeat these cases, with thousands of additional messages.
        let history = try await TorturedHistory(tools, on: .postgresql, rows: 150, upTo: "t04")
        self.history = history
        let place = try await Self.place()
        self.server = place
        var counts: [MessageStream.Sender: Int] = [:]
        _ = try await history.check(.up) { workplace, database in
            let relay = try CuttingRelay(to: place.socketPath, cutting: nil)
            defer { relay.close() }
            try await workplace.run(
                tools.migrate, history.arguments(.up),
                database: Self.url(of: database, by: relay, place)
            ).checkSuccess("a run through a relay that cuts nothing")
            counts = relay.passed.counts
            return "nothing"
        }
        let client = (0..<counts[.client, default: 0]).flatMap { message in
            [Cut.Side.before, .after].map { Cut(sender: .client, message: message, side: $0) }
        }
        let server = (0..<counts[.server, default: 0]).map { Cut(sender: .server, message: $0, side: .before) }
        cuts = client + server
    }

    /// The number of rounds.
    public var count: Int { cuts.count }

    /// Its name.
    public var name: String { "cuts at \(cuts.count) places" }

    /// Cuts at the message that belongs to the round's number.
    public func play(_ round: Int, _ numbers: inout SeededNumbers) async throws -> Encounters {
        let cut = cuts[round % cuts.count]
        let met = try await history.check(.up) { workplace, database in
            let relay = try CuttingRelay(to: server.socketPath, cutting: cut)
            defer { relay.close() }
            let ending = try await workplace.run(
                history.tools.migrate, history.arguments(.up),
                database: Self.url(of: database, by: relay, server))
            guard relay.passed.isCut else { return "no such message" }
            try ending.checkOutcome(
                "a run cut \(cut.side.rawValue) message \(cut.message) of the \(cut.sender.rawValue)")
            return "\(cut.side.rawValue) a message of the \(cut.sender.rawValue), "
                + (ending.exitCode == 0 ? "no error" : "an error")
        }
        return Encounters(met)
    }

    private static func place() async throws -> Place {
        try await TorturedDatabase.with(.postgresql) { database in
            try await database.connected { connection in
                let row = try await connection.query(
                    """
                    SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || '/.s.PGSQL.'
                               || current_setting('port') AS path, current_user::text AS user_name
                    """
                ).first
                return Place(
                    socketPath: try row?["path", as: String.self] ?? "",
                    user: try row?["user_name", as: String.self] ?? "")
            }
        }
    }

    private static func url(of database: TorturedDatabase, by relay: CuttingRelay, _ server: Place) -> String {
        "postgresql://\(server.user)@127.0.0.1:\(relay.port)/\(database.name)?sslmode=disable&gssencmode=disable"
    }
}
