import Foundation
import TestSupport
import Testing

/// Somebody who may create objects in a schema of the search path lies in wait for the next migration, which runs with more
/// rights than they have.
@Suite("Objects planted in a schema of the search path")
struct SearchPathTests {
    private static let revisions = [
        "versions/a1_tables.sql": """
        -- tables and views
        --
        -- revision: a1
        -- down_revision:
        -- branch_labels: reporting

        -- upgrade
        CREATE TABLE usage (id integer PRIMARY KEY, amount integer);
        CREATE TEMPORARY TABLE pg_class (oid integer);
        CREATE TEMPORARY TABLE pg_depend (oid integer);
        INSERT INTO usage VALUES (1, 10), (2, 20);
        -- athanor: refresh every 1 second
        CREATE MATERIALIZED VIEW totals AS SELECT id, amount FROM usage;
        CREATE UNIQUE INDEX totals_id ON totals (id);
        CREATE VIEW listing AS SELECT id FROM totals;

        -- downgrade
        DROP VIEW listing;
        DROP MATERIALIZED VIEW totals;
        DROP TABLE usage;
        """,
        "versions/a2_replaced.sql": """
        -- another definition, and an index that is built aside
        --
        -- revision: a2
        -- down_revision: a1

        -- upgrade
        CREATE OR REPLACE MATERIALIZED VIEW totals AS SELECT id, amount, amount AS twice FROM usage;
        CREATE INDEX CONCURRENTLY usage_amount ON usage (amount);
        -- athanor: refresh every 1 second
        CREATE MATERIALIZED VIEW second AS SELECT id FROM totals;
        ALTER TABLE usage RENAME COLUMN amount TO total;

        -- downgrade
        ALTER TABLE usage RENAME COLUMN total TO amount;
        DROP MATERIALIZED VIEW second;
        DROP INDEX CONCURRENTLY usage_amount;
        CREATE OR REPLACE MATERIALIZED VIEW totals AS SELECT id, amount FROM usage;
        """,
    ]

    private static let commands = [
        ["current"], ["upgrade", "a1"], ["current", "--verbose"], ["upgrade", "head", "--plan"], ["upgrade", "head"],
        ["views"], ["views", "list", "--json"], ["views", "show", "totals"], ["views", "graph"], ["views", "--exact"],
        ["refresh", "totals"], ["refresh", "--all"], ["refresh", "totals", "--plan"], ["log"],
        ["log", "--refreshes", "totals"],
        ["log", "--kind", "refresh"], ["history"], ["upgrade", "head"], ["downgrade", "a1"], ["stamp", "head"],
        ["stamp", "a1"], ["ensure-version"], ["upgrade", "current:head", "--sql"], ["downgrade", "base"], ["current"],
    ]

    @Test(
        "No command uses one, wherever pg_catalog stands on the path",
        arguments: [#""$user", public"#, "public, pg_catalog", "public, pg_catalog, pg_temp"])
    func nothingPlantedIsUsed(path: String) async throws {
        try await ScratchDatabase.with(.postgreSQL) { database in
            try await database.run(all: PlantedObjects.planting)
            try await database.run(
                all: [
                    "SET search_path TO pg_catalog",
                    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO \(path)', current_database()); END $$",
                ])
            try await Workspace.with { workspace in
                try workspace.write("database: \(database.url)\nversions: versions\n", to: "athanor.yaml")
                for (file, text) in Self.revisions { try workspace.write(text, to: file) }
                for command in Self.commands {
                    let execution = try await Executable.athanor.run(command, in: workspace.folder)
                    #expect(
                        !(execution.output + execution.errors).contains("planted: "), "\(command): \(execution)")
                    #expect(execution.exitCode == 0, "\(command): \(execution)")
                }
                try await serveOnce(workspace, database)
            }
            #expect(try await database.rows(PlantedObjects.counting) == ["false"])
        }
    }

    /// Keeps the views until the log has a refresh of it, then stops.
    private func serveOnce(_ workspace: Workspace, _ database: ScratchDatabase) async throws {
        let upgrade = try await Executable.athanor.run(["upgrade", "head"], in: workspace.folder)
        #expect(upgrade.exitCode == 0, "\(upgrade)")
        let counting = "SELECT pg_catalog.count(*)::pg_catalog.text AS entries FROM athanor.log"
        let before = try await database.rows(counting)
        let serving = try await Executable.athanor.run(["serve"], in: workspace.folder) { process in
            let deadline = ContinuousClock.now + .seconds(60)
            while try await database.rows(counting) == before, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(100))
            }
            kill(process, SIGTERM)
        }
        #expect(!(serving.output + serving.errors).contains("planted: "), "\(serving)")
        #expect(try await database.rows(counting) != before, "\(serving)")
    }
}
