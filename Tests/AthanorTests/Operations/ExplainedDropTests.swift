import Athanor
import TestSupport
import Testing

/// A drop that looks at the catalog to explain itself is a plain statement wherever nothing runs.
@Suite struct ExplainedDropTests {
    struct Create: Revision {
        static let revision: RevisionID = "create"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.createMaterializedView("m", as: "SELECT 1 AS a; -- one")
            op.createView("v", as: "SELECT a FROM m")
        }
    }

    struct Drop: Revision {
        static let revision: RevisionID = "drop"
        static let downRevisions: [RevisionID] = ["create"]

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE t (a int)")
            op.dropMaterializedView(MaterializedViewDefinition("m", as: "SELECT 1 AS a"))
        }
    }

    private static let entries = [
        RevisionEntry(Create.self, path: "Versions/create.swift", message: "create"),
        RevisionEntry(Drop.self, path: "Versions/drop.swift", message: "drop"),
    ]

    @Test("A run names the dependents, and rolls the revision back")
    func aRunNamesWhatDependsAndUndoesTheRevision() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator(Self.entries)
            let failure = await #expect(throws: (any Error).self) { try await migrator.upgrade() }
            let text = Explanation(of: try #require(failure)).description
            #expect(
                text.contains("materialized view m cannot be dropped because view public.v depends on it"), "\(text)")
            #expect(text.contains("dependents: .cascade"), "\(text)")
            #expect(text.contains("Versions/drop.swift"), "\(text)")
            #expect(try await migrator.versionRows() == ["create"])
            #expect(try await bench.rows("SELECT 1 FROM pg_tables WHERE tablename = 't'").isEmpty)
            try await bench.run("DROP VIEW v")
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT 1 FROM pg_matviews").isEmpty)
        }
    }

    @Test("A script holds the plain statement without a database")
    func scriptHoldsThePlainStatement() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let offline = try bench.offlineMigrator(Self.entries, connected: false)
            let script = try await offline.script(.upgrade, "head")
            #expect(script.contains("DROP MATERIALIZED VIEW \"m\";"))
            let outcome = try bench.client.run(script)
            #expect(outcome.exitCode != 0)
            #expect(outcome.errors.contains("other objects depend on it"), "\(outcome.errors)")
            #expect(try await bench.migrator(Self.entries).versionRows() == ["create"])
        }
    }
}
