import Athanor
import AthanorTesting
import Foundation
import TestRelay
import Testing

/// How a session is lost in the middle of a statement.
enum Loss: String, CaseIterable, CustomTestStringConvertible {
    case terminated, backendKilled, restartedFast, restartedImmediately, cutByNetwork

    var testDescription: String { rawValue }

    /// What the server or the client library says then.
    var message: String {
        switch self {
        case .terminated, .restartedFast: "terminating connection due to administrator command"
        case .backendKilled, .restartedImmediately, .cutByNetwork: "server closed the connection unexpectedly"
        }
    }

    /// Brings it about.
    func happen(to backend: String, on server: ScratchServer) async throws {
        switch self {
        case .terminated: try await server.bench.run("SELECT pg_terminate_backend(\(backend))")
        case .backendKilled: kill(pid_t(backend) ?? 0, SIGKILL)
        case .restartedFast: try await server.restart("fast")
        case .restartedImmediately: try await server.restart("immediate")
        // The relay does it.
        case .cutByNetwork: break
        }
    }
}

@Suite("A session that is lost in the middle of a statement")
struct LostSessionTests {
    private static func history(sleeping: Bool) -> [String] {
        [
            sqlRevision("a", "CREATE TABLE a (id int);"),
            sqlRevision("b", after: "a", "CREATE TABLE b (id int);" + (sleeping ? "\nSELECT pg_sleep(600);" : "")),
        ]
    }

    @Test(
        "The error says why and where the database is, the failure is in the log, and one more run finishes",
        arguments: Loss.allCases)
    func losses(_ loss: Loss) async throws {
        try await ScratchServer.with { server in
            let bench = server.bench
            let relay = try StatementRelay(to: server.socketPath, breakingAt: .text("pg_sleep"), by: .cutting)
            defer { relay.close() }
            let relayed = TestBench(
                try bench.database.at("postgresql://postgres@127.0.0.1:\(relay.port)/postgres?sslmode=disable"))
            let migrator = try (loss == .cutByNetwork ? relayed : bench).migrator(Self.history(sleeping: true))
            let run = Task { try await migrator.upgrade() }
            if loss != .cutByNetwork {
                var sleepers: [String] = []
                while sleepers.isEmpty {
                    sleepers = try await bench.rows(
                        """
                        SELECT pid::int FROM pg_stat_activity
                        WHERE state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()
                        """)
                }
                try await loss.happen(to: sleepers[0], on: server)
            }
            let failure = await #expect(throws: MigrationFailure.self) { try await run.value }
            let explanation = try #require(failure?.explanation)
            #expect((failure?.cause as? DatabaseFailure)?.kind == .connectionLost)
            #expect(explanation.message.hasSuffix(loss.message), "\(explanation)")
            #expect(
                explanation.state
                    == "Finished before it in this run: a. Revision b was rolled back; the database is at a.",
                "\(explanation)")
            #expect(
                explanation.advice
                    == "The server ended the session, or the network broke: the server's log may say why. "
                    + "Run the upgrade again to continue.", "\(explanation)")
            #expect(try await bench.log() == ["upgrade|a|done", "upgrade|b|failed"])
            #expect(try await bench.migrator(Self.history(sleeping: false)).upgrade().current == ["b"])
            #expect(try await bench.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == ["0"])
        }
    }

    @Test("A server that has no connection left, or is a standby, or is set to read only, says what to do")
    func refusals() async throws {
        try await ScratchServer.with { server in
            try await server.bench.run(
                "CREATE ROLE crowded LOGIN CONNECTION LIMIT 0", "CREATE DATABASE closed",
                "ALTER DATABASE closed SET default_transaction_read_only = on")
            func bench(_ old: String, _ new: String) throws -> TestBench {
                TestBench(try server.bench.database.at(server.url.textWithPassword.replacing(old, with: new)))
            }
            let crowded = await #expect(throws: DatabaseFailure.self) {
                try await bench("postgres@", "crowded@").migrator(Self.history(sleeping: false)).upgrade()
            }
            #expect(crowded?.kind == .unreachable)
            #expect(crowded?.advice?.contains("CONNECTION LIMIT") == true, "\(String(describing: crowded))")

            let closed = await #expect(throws: DatabaseFailure.self) {
                try await bench("/postgres?", "/closed?").migrator(Self.history(sleeping: false)).upgrade()
            }
            #expect(closed?.kind == .readOnly)
            #expect(closed?.advice?.contains("target_session_attrs=read-write") == true)

            _ = try await server.bench.migrator(Self.history(sleeping: false)).upgrade(to: "a")
            try await server.withStandby { standby in
                let refused = await #expect(throws: (any Error).self) {
                    try await standby.migrator(Self.history(sleeping: false)).upgrade()
                }
                let explanation = try #require(refused.map { Explanation(of: $0) })
                #expect(explanation.message.contains("read-only transaction"), "\(explanation)")
                #expect(explanation.advice?.contains("target_session_attrs=read-write") == true, "\(explanation)")
                // Where there is nothing to do, a standby is as good as any.
                #expect(try await standby.migrator(Self.history(sleeping: false)).upgrade(to: "a").steps.isEmpty)
                #expect(try await standby.migrator(Self.history(sleeping: false)).versionRows() == ["a"])
            }
        }
    }

    @Test("A role without rights is told which are missing, and nothing has changed")
    func rights() async throws {
        try await ScratchServer.with { server in
            try await server.bench.run(
                "CREATE ROLE poor LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                "REVOKE CREATE ON DATABASE postgres FROM PUBLIC")
            let poor = TestBench(
                try server.bench.database.at(server.url.textWithPassword.replacing("postgres@", with: "poor@")))
            for isBegun in [false, true] {
                if isBegun { _ = try await server.bench.migrator(Self.history(sleeping: false)).upgrade(to: "a") }
                let refused = await #expect(throws: (any Error).self) {
                    try await poor.migrator(Self.history(sleeping: false)).upgrade()
                }
                let explanation = try #require(refused.map { Explanation(of: $0) })
                #expect(explanation.message.contains("permission denied"), "\(explanation)")
                #expect(explanation.advice != nil, "\(explanation)")
            }
            #expect(try await server.bench.log() == ["upgrade|a|done"])
            #expect(try await server.bench.migrator(Self.history(sleeping: false)).upgrade().current == ["b"])
        }
    }
}
