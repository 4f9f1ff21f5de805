import Foundation
import Testing

@testable import Athanor

/// What earlier refreshes of a view say.
@Suite struct RefreshHistoryTests {
    private func record(_ outcome: LogRecord.Outcome, milliseconds: Int64 = 10, entry: Int64 = 1) -> LogRecord {
        LogRecord(
            entry: entry, kind: .refresh, subject: "m", startedAt: Date(timeIntervalSince1970: 1000),
            duration: .milliseconds(milliseconds), outcome: outcome, detail: nil, performedBy: "a", host: "b",
            process: 1, athanorVersion: "1", versionTable: nil, refresh: nil)
    }

    private func history(_ outcomes: LogRecord.Outcome...) -> RefreshHistory {
        RefreshHistory(newest: outcomes.enumerated().map { record($1, entry: Int64(100 - $0)) })
    }

    @Test("Failures are counted from the newest back to the last success; cancelled refreshes do not count")
    func failuresInARow() {
        #expect(history().failuresInARow == 0)
        #expect(history(.done, .failed, .failed).failuresInARow == 0)
        #expect(history(.failed, .failed, .done, .failed).failuresInARow == 2)
        #expect(history(.cancelled, .failed, .cancelled, .failed, .done).failuresInARow == 2)
        #expect(history(.cancelled, .done, .failed).failuresInARow == 0)
        #expect(history(.failed, .failed, .failed).failuresInARow == 3)
    }

    @Test("The last failure is the newest refresh that was not cancelled, if it failed")
    func lastFailure() {
        #expect(history().lastFailure == nil)
        #expect(history(.cancelled).lastFailure == nil)
        #expect(history(.done, .failed).lastFailure == nil)
        #expect(history(.cancelled, .failed, .done).lastFailure?.entry == 99)
    }

    @Test("The last success is the newest one, or the one found further back")
    func lastDone() {
        #expect(history(.failed, .done, .done).lastDone?.entry == 99)
        let older = record(.done, entry: 3)
        #expect(RefreshHistory(newest: [record(.failed)], lastDone: older).lastDone == older)
        #expect(RefreshHistory(newest: [record(.done, entry: 7)], lastDone: older).lastDone?.entry == 7)
        #expect(history(.failed, .cancelled).lastDone == nil)
    }

    @Test("The typical duration is the median of those that were done")
    func typicalDuration() {
        #expect(history(.failed, .cancelled).typicalDuration == nil)
        let durations: [Int64] = [900, 10, 30, 20, 40]
        let newest = durations.map { record(.done, milliseconds: $0) } + [record(.failed, milliseconds: 100_000)]
        #expect(RefreshHistory(newest: newest).typicalDuration == .milliseconds(30))
        #expect(RefreshHistory(newest: [record(.done, milliseconds: 5)]).typicalDuration == .milliseconds(5))
    }

    @Test("A record ends when its duration is over")
    func endedAt() {
        #expect(record(.done, milliseconds: 1500).endedAt == Date(timeIntervalSince1970: 1001.5))
    }
}
