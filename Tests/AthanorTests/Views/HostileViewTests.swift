import AthanorPostgreSQL
import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// What a view's owner can make run by those who look at views: nothing.
@Suite struct HostileViewTests {
    /// A superuser's database, in which a role `role` owns views and writes into them what runs code when somebody reads,
    /// plans or compares them. The code leaves a file behind when it runs as anybody but the role; a rollback keeps that.
    private func withTraps(_ body: (TestBench, _ sprung: () -> Bool) async throws -> Void) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let role = try #require(try await bench.rows("SELECT 'hostile_' || current_database()").first)
            let file = "/tmp/athanor-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: file) }
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE ROLE \(role);
                    CREATE SCHEMA app AUTHORIZATION \(role);
                    CREATE TABLE public.source (id int, name text);
                    GRANT SELECT ON public.source TO \(role);
                    CREATE VIEW app.replaced AS SELECT id FROM public.source;
                    ALTER VIEW app.replaced OWNER TO \(role);
                    CREATE MATERIALIZED VIEW app.filled AS SELECT id FROM public.source;
                    ALTER MATERIALIZED VIEW app.filled OWNER TO \(role);
                    """)
            ]).upgrade()
            try await bench.run(
                """
                CREATE FUNCTION app.trap(int) RETURNS boolean LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_user <> '\(role)' THEN COPY (SELECT current_user) TO '\(file)'; END IF;
                    RETURN true;
                END $$
                """,
                "ALTER FUNCTION app.trap(int) OWNER TO \(role)")
            try await bench.run(
                "SET SESSION AUTHORIZATION \(role)",
                "CREATE DOMAIN app.dom AS int CHECK (app.trap(VALUE))",
                "CREATE TYPE app.rng AS RANGE (subtype = app.dom)",
                "CREATE FUNCTION app.constant(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM app.trap($1); RETURN 1; END'",
                "CREATE OR REPLACE VIEW app.replaced AS SELECT id FROM public.source WHERE '[1,2)'::app.rng IS NOT NULL",
                "CREATE VIEW app.own AS SELECT id, '[1,2)'::app.rng AS r FROM public.source",
                "CREATE MATERIALIZED VIEW app.indexed AS SELECT 1 AS id, NULL::int AS key",
                "CREATE UNIQUE INDEX ON app.indexed (key)",
                "CREATE INDEX ON app.indexed ((app.constant(1) + id))",
                "CREATE INDEX ON app.filled (id) WHERE app.constant(2) = 1",
                "CREATE STATISTICS app.kinds ON (app.constant(3) + id), id FROM app.filled")
            try await body(bench) { FileManager.default.fileExists(atPath: file) }
            try await bench.run("DROP OWNED BY \(role)", "DROP ROLE \(role)")
        }
    }

    @Test("Looking at views runs nothing that their owners wrote")
    func looking() async throws {
        try await withTraps { bench, sprung in
            let inspector = ViewInspector(bench.address)
            let views = try await inspector.views()
            #expect(!sprung(), "views")
            #expect(views.first { $0.view.name.name == "replaced" }?.view.origin == .differs)
            #expect(views.first { $0.view.name.name == "filled" }?.view.origin == .sameAsRevisions)
            #expect(views.first { $0.view.name.name == "own" }?.view.origin == .notByRevision)
            _ = try await inspector.views(exact: true)
            #expect(!sprung(), "views --exact")
            for name in ["app.replaced", "app.own", "app.indexed", "app.filled"] {
                _ = try await inspector.view(name)
                _ = try await inspector.view(name, exact: true)
                #expect(!sprung(), "views show \(name)")
            }
            _ = try await inspector.graph()
            let refresher = ViewRefresher(bench.address)
            _ = try await refresher.plan(RefreshRequest(.all))
            _ = try await refresher.freshness()
            #expect(!sprung(), "graph, refresh --plan")
            let definition = try await bench.connected {
                try await bench.database.materializedViews(on: $0).definition(of: "app.own")
            }
            let isIt = try await bench.connected {
                try await bench.database.materializedViews(on: $0).isDefinition(
                    SourceText(path: "v.sql", text: "SELECT 1 AS id, 2 AS r").all, of: definition)
            }
            #expect(!isIt && !sprung(), "comparing with a file")
        }
    }

    @Test("Noting views and refreshing them run nothing that their owners wrote")
    func noting() async throws {
        try await withTraps { bench, sprung in
            try await bench.migrator([
                sqlRevision("a", ""),
                sqlRevision(
                    "b", after: "a",
                    """
                    ALTER TABLE public.source RENAME COLUMN id TO number;
                    CREATE VIEW public.mine AS SELECT number FROM public.source;
                    CREATE OR REPLACE MATERIALIZED VIEW public.other AS SELECT 1 AS one;
                    """),
                sqlRevision("c", after: "b", "CREATE OR REPLACE MATERIALIZED VIEW public.other AS SELECT 2 AS one;"),
            ]).upgrade()
            #expect(!sprung(), "upgrade")
            _ = try await ViewRefresher(bench.address).refresh(RefreshRequest(.all))
            #expect(!sprung(), "refresh --all")
            let views = try await ViewInspector(bench.address).views()
            #expect(views.first { $0.view.name.name == "replaced" }?.view.origin == .differs)
            #expect(views.first { $0.view.name.name == "filled" }?.view.origin == .sameAsRevisions)
            #expect(views.first { $0.view.name.name == "mine" }?.view.origin == .sameAsRevisions)
        }
    }
}
