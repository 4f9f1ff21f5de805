import Foundation
import TestSupport
import Testing

@testable import Athanor

/// The histories of views as they are read from the log.
@Suite struct HistoryOfRefreshesTests {
    @Test(
        "Each view's newest refreshes are read, and the last success also where it is further back",
        arguments: TestedDatabase.allCases)
    func read(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.connected { connection in
                let reader = RefreshHistoryReader(connection: connection)
                let none = try await reader.histories(of: ["m"])
                #expect(none == [:])
            }
            try await bench.migrator([sqlRevision("a1", "CREATE TABLE t (a integer);")]).upgrade()
            try await bench.connected { connection in
                func note(_ view: String, _ outcome: LogRecord.Outcome, milliseconds: Int64) async throws {
                    let entry = LogEntry(
                        kind: .refresh, subject: view,
                        startedAt: .value(.text(Date(timeIntervalSince1970: 1000).logText)),
                        elapsed: .measured(.milliseconds(milliseconds)), outcome: outcome, detail: nil,
                        identity: RunIdentity(connection), versionTable: .value(.null),
                        refresh: RefreshFigures(strategy: "plain", rowsAfter: milliseconds))
                    try await connection.query(sql: entry.statement(connection.module.dialect))
                }
                try await note("failing", .done, milliseconds: 70)
                for _ in 0..<(RefreshHistory.depth + 5) { try await note("failing", .failed, milliseconds: 1) }
                try await note("fine", .done, milliseconds: 20)
                try await note("fine", .cancelled, milliseconds: 1)
                let found = try await RefreshHistoryReader(connection: connection)
                    .histories(of: ["failing", "fine", "new"])
                let histories = try #require(found)
                #expect(histories["failing"]?.newest.count == RefreshHistory.depth)
                #expect(histories["failing"]?.failuresInARow == RefreshHistory.depth)
                #expect(histories["failing"]?.lastDone?.duration == .milliseconds(70))
                #expect(histories["failing"]?.lastDone?.refresh?.rowsAfter == 70)
                #expect(histories["fine"]?.newest.map(\.outcome) == [.cancelled, .done])
                #expect(histories["fine"]?.typicalDuration == .milliseconds(20))
                #expect(histories["new"] == RefreshHistory())
            }
        }
    }
}
