import AthanorTesting
import Testing

@testable import Athanor

@Suite struct RoundTripTests {
    @Test(
        "A history that can be undone passes; one that leaves something behind fails where it is created",
        arguments: TestedDatabase.allCases)
    func roundTrip(on tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let good = try bench.migrator([sqlRevision("a", "CREATE TABLE t (id int);", down: "DROP TABLE t;")])
            try await RoundTrip(bench.address, revisions: good.revisions).check()
            #expect(try await good.versionRows() == ["a"])
            await #expect(throws: RoundTripError.notAtBase(["a"])) {
                try await RoundTrip(bench.address, revisions: good.revisions).check()
            }
        }
        try await tested.with { bench in
            let forgetful = try bench.migrator([
                sqlRevision("a", ""), sqlRevision("b", after: "a", "CREATE TABLE t (id int);", down: "SELECT 1;"),
            ])
            let failure = await #expect(throws: MigrationFailure.self) {
                try await RoundTrip(bench.address, revisions: forgetful.revisions).check()
            }
            #expect(failure?.step.revision == "b")
        }
    }
}
