import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// Code of another role that a refresh runs leaves a type among the session's temporary objects, under a name of the system's.
@Suite("Temporary objects that code of others leaves", .timeLimit(.minutes(5)))
struct TemporaryLeftoversTests {
    /// What runs the code.
    enum Cause: CaseIterable, Sendable {
        case replacement, refresh, concurrentRefresh, index, cascade, definer

        /// What is there before the revision; all of it belongs to the other role.
        var things: [String] {
            switch self {
            case .replacement:
                ["CREATE MATERIALIZED VIEW evil.mine AS SELECT count(*), evil.plant() AS x FROM public.m"]
            case .refresh: ["CREATE MATERIALIZED VIEW evil.mine AS SELECT evil.plant() AS x"]
            case .concurrentRefresh:
                [
                    "CREATE MATERIALIZED VIEW evil.mine AS SELECT evil.plant() AS x",
                    "CREATE UNIQUE INDEX ON evil.mine (x)",
                ]
            case .index:
                [
                    "CREATE FUNCTION evil.indexed(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT evil.plant()'",
                    "CREATE MATERIALIZED VIEW evil.mine AS SELECT id FROM public.m",
                    "CREATE INDEX ON evil.mine (evil.indexed(id))",
                ]
            case .cascade:
                [
                    "CREATE TABLE evil.child (id int REFERENCES public.parent ON DELETE CASCADE)",
                    "INSERT INTO evil.child VALUES (1)",
                    """
                    CREATE FUNCTION evil.on_delete() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM evil.plant(); RETURN OLD; END'
                    """,
                    "CREATE TRIGGER plant BEFORE DELETE ON evil.child FOR EACH ROW EXECUTE FUNCTION evil.on_delete()",
                ]
            case .definer: ["ALTER FUNCTION evil.plant() SECURITY DEFINER"]
            }
        }

        var statement: String {
            switch self {
            case .replacement, .index: "CREATE OR REPLACE MATERIALIZED VIEW public.m AS SELECT 1 AS id, 2 AS more;"
            case .refresh: "REFRESH MATERIALIZED VIEW evil.mine; CREATE VIEW public.named AS SELECT 1 AS id;"
            case .concurrentRefresh: "REFRESH MATERIALIZED VIEW CONCURRENTLY evil.mine;"
            case .cascade: "DELETE FROM public.parent;"
            case .definer: "SELECT evil.plant();"
            }
        }
    }

    enum Way: CaseIterable, Sendable {
        case run, script
    }

    /// Gives `body` a database with the role and what belongs to it; its code plants something from then on.
    private func with(
        _ cause: Cause,
        making: String = "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (evil.rob())",
        _ body: (TestBench) async throws -> Void
    ) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let evil = "evil_\(UUID().uuidString.prefix(8).lowercased())"
            try await bench.migrator([Self.first]).upgrade()
            try await bench.connected { connection in
                for statement in [
                    "CREATE ROLE \(evil)", "CREATE SCHEMA evil AUTHORIZATION \(evil)",
                    "GRANT USAGE ON SCHEMA evil TO PUBLIC",
                    "CREATE TABLE public.parent (id int PRIMARY KEY)", "INSERT INTO public.parent VALUES (1)",
                    "GRANT REFERENCES ON public.parent TO \(evil)", "GRANT SELECT ON public.m TO \(evil)",
                    "SET ROLE \(evil)",
                ] + MeanwhilePlantedTests.code(of: evil) + [
                    "CREATE FUNCTION evil.plant() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'"
                ] + cause.things + [
                    """
                    CREATE OR REPLACE FUNCTION evil.plant() RETURNS int LANGUAGE plpgsql\(cause == .definer ? " SECURITY DEFINER" : "")
                    AS $$ BEGIN
                        EXECUTE $make$\(making)$make$;
                        RETURN 1;
                    EXCEPTION WHEN duplicate_object OR duplicate_table THEN RETURN 1;
                    END $$
                    """
                ] { try await connection.query(sql: SQLStatement(statement)) }
            }
            do {
                try await body(bench)
            } catch {
                try? await bench.run("DROP OWNED BY \(evil) CASCADE", "DROP ROLE \(evil)")
                throw error
            }
            #expect(try await bench.rows("SELECT rolsuper FROM pg_roles WHERE rolname = '\(evil)'") == ["false"])
            try await bench.run("DROP OWNED BY \(evil) CASCADE", "DROP ROLE \(evil)")
        }
    }

    /// What a run of these files, or of their script, fails with.
    private func failure(of files: [String], _ way: Way, on bench: TestBench) async throws -> String {
        switch way {
        case .run:
            let error = await #expect(throws: MigrationFailure.self) { try await bench.migrator(files).upgrade() }
            return error.map { "\($0)" } ?? ""
        case .script:
            let entries = try files.enumerated().map { index, text in
                try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
            }
            return try bench.client.run(try await bench.offlineMigrator(entries).script(.upgrade, "current:head"))
                .errors
        }
    }

    private static let first = sqlRevision("a1", "CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS id;")

    @Test(
        "A revision ends by the name of what was left, and nothing of it runs", arguments: Cause.allCases, Way.allCases)
    func revision(_ cause: Cause, _ way: Way) async throws {
        try await with(cause) { bench in
            let files = [Self.first, sqlRevision("b2", after: "a1", cause.statement)]
            let failure = try await failure(of: files, way, on: bench)
            #expect(failure.contains("has left type pg_temp.text"), "\(failure)")
            #expect(try await bench.rows("SELECT version_num FROM athanor_version") == ["a1"])
        }
    }

    @Test(
        "So does one in which a row type or a relation was left that hides something",
        arguments: [
            "CREATE TYPE pg_temp.point AS (x int)", "CREATE TEMPORARY TABLE point (x int)",
            "CREATE TEMPORARY TABLE parent (id int)", "CREATE TEMPORARY VIEW m AS SELECT evil.rob() AS id",
            "CREATE TEMPORARY VIEW pg_class AS SELECT 1 AS oid",
        ], Way.allCases)
    func relations(_ making: String, _ way: Way) async throws {
        try await with(.cascade, making: making) { bench in
            let files = [Self.first, sqlRevision("b2", after: "a1", Cause.cascade.statement)]
            let failure = try await failure(of: files, way, on: bench)
            #expect(failure.contains(" has left "), "\(failure)")
            #expect(try await bench.rows("SELECT version_num FROM athanor_version") == ["a1"])
        }
    }

    @Test("A refresh ends by the name of what was left, and the next view is refreshed")
    func refresh() async throws {
        try await with(.refresh) { bench in
            let report = try await ViewRefresher(bench.address).refresh(
                RefreshRequest(.named(["evil.mine", "public.m"])))
            #expect(!report.isComplete)
            #expect("\(report.results)".contains("has left type pg_temp.text"), "\(report.results)")
            let logged = try await bench.rows(
                "SELECT subject || ' ' || outcome FROM athanor.log WHERE kind = 'refresh' ORDER BY 1")
            #expect(logged == ["evil.mine failed", "public.m done"])
        }
    }
}
