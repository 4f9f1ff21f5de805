import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// What code of another role leaves in the migrator's session, which a revision sets off under that role's name.
@Suite("Code of others in the migrator's session", .timeLimit(.minutes(5)))
struct LeftInSessionTests {
    /// How the revisions are run.
    enum Way: CaseIterable, Sendable {
        case run, script
    }

    /// What sets it off.
    enum Means: CaseIterable, Sendable {
        /// A trigger behind a foreign key with `ON DELETE CASCADE`.
        case cascade
        /// A function that is `SECURITY DEFINER`.
        case definer

        var statement: String {
            switch self {
            case .cascade: "DELETE FROM parent;"
            case .definer: "SELECT evil.call();"
            }
        }
    }

    /// Runs a history as a superuser, whose second revision sets the code off, and gives the error's text.
    private func upgrade(
        _ way: Way, planting: [String], setOffBy means: Means = .cascade, thenDoing more: String = "SELECT 1;"
    ) async throws -> String? {
        try await TestedDatabase.postgreSQL.with { bench in
            let evil = "evil_\(UUID().uuidString.prefix(8).lowercased())"
            let files = [
                sqlRevision("a1", "CREATE TABLE t (a int); CREATE MATERIALIZED VIEW m AS SELECT 1 AS id;"),
                sqlRevision("b2", after: "a1", "\(means.statement)\n\(more)"),
                sqlRevision("c3", after: "b2", "CREATE TABLE u (a int);"),
            ]
            try await bench.migrator(files).upgrade(to: "a1")
            let commands = planting.map { "EXECUTE $$\($0.replacing("evil_role", with: evil))$$;" }.joined(
                separator: "\n")
            for statement in [
                "CREATE ROLE \(evil)", "CREATE SCHEMA evil AUTHORIZATION \(evil)",
                "GRANT USAGE ON SCHEMA evil TO PUBLIC",
                "CREATE TABLE parent (id int PRIMARY KEY)", "INSERT INTO parent VALUES (1)",
                "GRANT REFERENCES ON parent TO \(evil)", "GRANT SELECT ON m TO \(evil)",
                "GRANT USAGE ON SCHEMA athanor TO \(evil)",
                "GRANT ALL ON ALL TABLES IN SCHEMA athanor TO \(evil)", "GRANT ALL ON athanor_version TO \(evil)",
            ] { try await bench.run(statement) }
            try await bench.connected { connection in
                for statement in ["SET ROLE \(evil)"] + MeanwhilePlantedTests.code(of: evil) + [
                    "CREATE TYPE evil.color AS ENUM ('open')",
                    "CREATE TABLE evil.child (id int REFERENCES public.parent ON DELETE CASCADE)",
                    "INSERT INTO evil.child VALUES (1)",
                    "CREATE TABLE evil.ran (id int)",
                    """
                    CREATE FUNCTION evil.plant() RETURNS trigger LANGUAGE plpgsql AS $plant$ BEGIN
                    \(commands)
                    INSERT INTO evil.ran VALUES (1);
                    RETURN OLD;
                    END $plant$
                    """,
                    """
                    CREATE FUNCTION evil.call() RETURNS void SECURITY DEFINER LANGUAGE sql AS 'DELETE FROM evil.child'
                    """,
                    "CREATE TRIGGER plant BEFORE DELETE ON evil.child FOR EACH ROW EXECUTE FUNCTION evil.plant()",
                ] { try await connection.query(sql: SQLStatement(statement)) }
            }
            // A superuser's view that names a type of that role is made again only where the role is trusted.
            try await bench.run("CREATE VIEW named AS SELECT id FROM m WHERE 'open'::evil.color IS NOT NULL")
            var failure: String?
            do {
                switch way {
                case .run: try await bench.migrator(files).upgrade()
                case .script:
                    let entries = try files.enumerated().map { index, text in
                        try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
                    }
                    let script = try await bench.offlineMigrator(entries)
                        .script(.upgrade, "current:head")
                    let outcome = try bench.client.run(script)
                    if outcome.exitCode != 0 { failure = outcome.errors }
                }
            } catch {
                failure = "\(error)"
            }
            #expect(try await bench.rows("SELECT rolsuper FROM pg_roles WHERE rolname = '\(evil)'") == ["false"])
            if failure == nil { #expect(try await bench.rows("SELECT count(*) FROM evil.ran") == ["1"]) }
            try await bench.run("DROP OWNED BY \(evil) CASCADE", "DROP ROLE \(evil)")
            return failure
        }
    }

    @Test(
        "It cannot exchange what gives the session its rights and its settings back", arguments: Way.allCases,
        Means.allCases)
    func preparedStatements(_ way: Way, _ means: Means) async throws {
        let failure = try await upgrade(
            way,
            planting: ["DEALLOCATE ALL"]
                + ["athanor_restore_settings", "athanor_own_rights"].map { "PREPARE \($0) AS SELECT evil.rob()" },
            setOffBy: means)
        #expect(failure == nil)
    }

    @Test("It cannot have a session that is told to trust nobody trust it", arguments: Way.allCases)
    func trust(_ way: Way) async throws {
        let failure = try await upgrade(
            way, planting: ["SELECT set_config('athanor.trusted_owners', '{evil_role}', false)"],
            thenDoing: "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT 2 AS id, 3 AS more;")
        #expect(failure?.contains("evil.color") == true, "\(failure ?? "no error")")
    }

    @Test(
        "A trigger that it plants on Athanor's own tables is found, though it says that it is trusted",
        arguments: Way.allCases)
    func trigger(_ way: Way) async throws {
        let failure = try await upgrade(
            way,
            planting: [
                "SELECT set_config('athanor.trusted_owners', '{evil_role}', false)",
                """
                CREATE TRIGGER rob BEFORE INSERT OR UPDATE OR DELETE ON public.athanor_version
                FOR EACH ROW EXECUTE FUNCTION evil.rob_trigger()
                """,
            ])
        #expect(failure?.contains("role evil_") == true, "\(failure ?? "no error")")
    }
}
