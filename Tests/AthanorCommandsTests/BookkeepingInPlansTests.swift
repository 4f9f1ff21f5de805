import Athanor
import Foundation
import Testing

@testable import AthanorCommands

/// Athanor's own bookkeeping for freshness targets in plans.
@Suite struct BookkeepingInPlansTests {
    struct Totals: Revision {
        static let revision: RevisionID = "a1"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.setRefreshTarget("totals", to: .every(.seconds(30)), was: .manual)
            op.setRefreshTarget("largest", to: .after("totals"), was: .manual)
            op.execute("SELECT 1", reverse: "SELECT 2")
        }
    }

    private static let expected = """
        upgrade  a1  targets
            Versions/a1.swift
            refresh materialized view totals every 30 seconds
                -- recorded by Athanor: refresh materialized view totals every 30 seconds
            refresh materialized view largest after totals
                -- recorded by Athanor: refresh materialized view largest after totals
            execute SELECT 1
                SELECT 1;

        1 revision, 1 statement. Nothing was run.

        """

    @Test("A freshness target is one line of a plan, and `--sql` prints all of its statements")
    func swift() async throws {
        let project = try TemporaryProject(
            registry: RevisionRegistry([.swift(Totals.self, path: "Versions/a1.swift", message: "targets")]))
        let environment = ["DATABASE_URL": "sqlite:\(project.path)/app.db"]
        #expect(await project.run("upgrade", "head", "--plan", environment: environment).output == Self.expected)
        let script = await project.run("upgrade", "head", "--sql", environment: environment).output
        #expect(
            script.contains("UPDATE SET refresh = excluded.refresh") && script.contains("'every 30 seconds'"),
            "\(script)")
        let shown = await project.run("show", "head", environment: environment).output
        #expect(
            shown.contains(
                """
                upgrade
                    refresh materialized view totals every 30 seconds
                    refresh materialized view largest after totals
                    execute SELECT 1
                """), "\(shown)")
    }

    @Test("A freshness target of an SQL revision is one line, and one step of the JSON plan")
    func sql() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write(
            "versions/a1.sql",
            """
            -- totals
            --
            -- revision: a1
            -- down_revision:

            -- upgrade
            CREATE TABLE orders (id integer);
            -- athanor: refresh every 5m
            CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM orders;

            -- downgrade
            DROP MATERIALIZED VIEW totals;
            DROP TABLE orders;

            """)
        let text = await project.run("upgrade", "head", "--plan").output
        #expect(
            text.contains(
                """
                    CREATE TABLE orders (id integer);
                    -- resolved when it runs: create materialized view totals
                    -- recorded by Athanor: refresh materialized view totals every 5 minutes

                1 revision, 1 statement, 1 step resolved only when run. Nothing was run.
                """), "\(text)")
        let document = try #require(
            try JSONSerialization.jsonObject(
                with: Data(await project.run("upgrade", "head", "--plan", "--json").output.utf8)) as? [String: Any])
        let revisions = document["revisions"] as? [[String: Any]]
        let operations = revisions?.first?["operations"] as? [[String: Any]]
        let statements = operations?.first?["statements"] as? [[String: Any]]
        #expect(statements?.count == 3)
        #expect(statements?.last?["summary"] as? String == "refresh materialized view totals every 5 minutes")
        #expect(statements?.last?["sql"] == nil)
    }
}
