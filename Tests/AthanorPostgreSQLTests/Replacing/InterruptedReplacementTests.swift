import Athanor
import Foundation
import Testing

/// Whatever moment a replacement is stopped at, either nothing of it has happened or all.
///
/// It is stopped at every twelfth statement and at each of the last twelve, where it commits; with `ATHANOR_TEST_EVERY_STATEMENT=1`
/// at all of them.
@Suite struct InterruptedReplacementTests {
    @Test(
        "A lost connection leaves either the old view or the new one",
        .timeLimit(.minutes(20)), arguments: [ReplacementStrategy.sideBySide, .inPlace])
    func aLostConnectionLeavesTheOldViewOrTheNew(_ strategy: ReplacementStrategy) async throws {
        try await ChainReplacement.$strategy.withValue(strategy) {
            try await stopAtEveryStatement("connection lost, \(strategy)") { place, statement in
                // Once the new view is there, losing the connection may go unnoticed.
                _ = try? await place.replace(breakingAt: statement, by: .cutting)
            }
        }
    }

    @Test("A killed process leaves either the old view or the new one", .timeLimit(.minutes(20)))
    func aKilledProcessLeavesTheOldViewOrTheNew() async throws {
        try await ChainReplacement.$strategy.withValue(.sideBySide) {
            try await stopAtEveryStatement("process killed, sideBySide") { place, statement in
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    [
                        path = place.socketPath as String, user = place.user as String,
                        database = place.database as String, statement = statement as Int
                    ] in
                    let place = InterruptedReplacements.Place(socketPath: path, user: user, database: database)
                    try await ChainReplacement.$strategy.withValue(.sideBySide) {
                        _ = try await place.replace(breakingAt: statement, by: .killing)
                    }
                }
            }
        }
    }

    /// Stops the replacement at each of its statements, sees what is left, and runs it again.
    private func stopAtEveryStatement(
        _ what: String, stop: (InterruptedReplacements.Place, Int) async throws -> Void
    ) async throws {
        try await InterruptedReplacements.with { replacements in
            let before = try await replacements.state()
            let statements = try await replacements.place.replace(breakingAt: .max, by: .cutting)
            let after = try await replacements.state()
            try #require(before.catalog != after.catalog && Set(before.rows).isDisjoint(with: after.rows))
            try #require(before.revisions == ["chain"] && after.revisions == ["replacing"] && statements > 20)

            let isWhole = ProcessInfo.processInfo.environment["ATHANOR_TEST_EVERY_STATEMENT"] != nil
            let places = (1...statements).filter { isWhole || $0 % 12 == 1 || $0 > statements - 12 }
            var finished = 0
            for statement in places {
                try await replacements.putBack()
                try await stop(replacements.place, statement)
                let left = try await replacements.state()
                let isFinished = left.revisions == after.revisions
                if isFinished { finished += 1 }
                let expected = isFinished ? after : before
                let lost = expected.differences(to: left)
                #expect(lost.isEmpty, "stopped at statement \(statement)")
                try await replacements.replace()
                let final = try await replacements.state()
                let different = after.differences(to: final)
                #expect(different.isEmpty, "run again after statement \(statement)")
            }
            // The commit, and what comes after it.
            #expect(finished > 0 && finished < 10)
            print(
                "\(what): stopped at \(places.count) of \(statements) statements, with the new view from the last \(finished) on"
            )
        }
    }
}
