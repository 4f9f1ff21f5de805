import Foundation
import TestSupport
import Testing

/// A freshness target in plans and scripts of the built executable.
@Suite struct PlannedTargetTests {
    private static let file = """
        -- totals
        --
        -- revision: a1b2
        -- down_revision:

        -- upgrade

        CREATE TABLE orders (id integer, price integer);
        -- athanor: refresh every 5m
        CREATE MATERIALIZED VIEW totals AS SELECT id, sum(price) AS total FROM orders GROUP BY id;

        -- downgrade

        DROP MATERIALIZED VIEW totals;
        DROP TABLE orders;

        """

    @Test(
        "A target is one line of the plan; its script is the same from two processes, with all statements",
        arguments: TestedDatabase.allCases)
    func target(on server: TestedDatabase) async throws {
        try await ScratchDatabase.with(server) { database in
            try await Workspace.with { workspace in
                try workspace.write(Self.file, to: "versions/a1b2_totals.sql")
                func output(_ arguments: String...) async throws -> String {
                    let execution = try await Executable.athanor.run(
                        arguments, in: workspace.folder, environment: ["DATABASE_URL": database.url])
                    #expect(execution.exitCode == 0, "\(arguments): \(execution)")
                    return execution.output
                }
                let plan = try await output("upgrade", "head", "--plan").split(separator: "\n").map(String.init)
                let lines = plan.filter { $0.contains("recorded by Athanor") }
                #expect(lines == ["    -- recorded by Athanor: refresh materialized view totals every 5 minutes"])
                #expect(plan.count < 8, "\(plan)")
                let script = try await output("upgrade", "head", "--sql")
                #expect(try await output("upgrade", "head", "--sql") == script)
                #expect(script.contains("'every 5 minutes'") && script.contains("'offline SQL'"))
            }
        }
    }
}
