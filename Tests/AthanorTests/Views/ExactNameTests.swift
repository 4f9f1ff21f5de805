import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

@testable import Athanor

/// Names that differ in their bytes only are two names to a database, and stay two: "é" and "e" with U+0301 after it.
@Suite struct ExactNameTests {
    private static let composed = "\u{E9}"
    private static let decomposed = "e\u{301}"

    @Test("A target that is configured is the one of the view of this name", arguments: TestedDatabase.allCases)
    func targets(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE MATERIALIZED VIEW "\(Self.composed)" AS SELECT 1 AS a;
                    CREATE MATERIALIZED VIEW "\(Self.decomposed)" AS SELECT 2 AS a;
                    """)
            ]).upgrade()
            let refresher = ViewRefresher(
                bench.address,
                targets: [
                    ExactText(Self.composed): .every(hours: 1), ExactText(Self.decomposed): .every(minutes: 5),
                ])
            let overview = try await refresher.freshness()
            #expect(overview.unknownTargets == [])
            let found = overview.views.reduce(into: [ExactText: String]()) {
                $0[ExactText($1.view.name)] = "\($1.target.usable.map { "\($0)" } ?? "")"
            }
            #expect(found.count == 2)
            #expect(found[ExactText(Self.composed)]?.contains("hour") == true, "\(found)")
            #expect(found[ExactText(Self.decomposed)]?.contains("minutes") == true, "\(found)")
        }
    }

    private struct Start: Revision {
        static let revision: RevisionID = "start"
        static let downRevisions: [RevisionID] = []

        func upgrade(_ op: Operations) -> OperationList {
            op.execute("CREATE TABLE t (a integer, b text)")
            op.execute("INSERT INTO t VALUES (1, 'x')")
            op.createMaterializedView(
                "m",
                as: .sql("SELECT a AS \"\(ExactNameTests.composed)\", b AS \"\(ExactNameTests.decomposed)\" FROM t"))
            op.createIndex(
                IndexDefinition(name: "by_composed", keys: [IndexKey(.column(ExactNameTests.composed))]), on: "m")
        }
    }

    private struct Next: Revision {
        static let revision: RevisionID = "next"
        static let downRevisions: [RevisionID] = ["start"]

        func upgrade(_ op: Operations) -> OperationList {
            op.replaceMaterializedView(
                "m", as: .sql("SELECT a AS first, b AS second FROM t"),
                renamedColumns: [
                    ExactText(ExactNameTests.composed): "first", ExactText(ExactNameTests.decomposed): "second",
                ])
        }
    }

    @Test(
        "Columns are renamed each by its own name, and what belongs to them follows", arguments: TestedDatabase.allCases
    )
    func renamedColumns(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            let migrator = try bench.migrator([
                RevisionEntry(Start.self, path: "1.swift", message: ""),
                RevisionEntry(Next.self, path: "2.swift", message: ""),
            ])
            try await migrator.upgrade(to: "start")
            if tested == .postgreSQL {
                try await bench.run(
                    "COMMENT ON COLUMN m.\"\(Self.composed)\" IS 'the number'",
                    "COMMENT ON COLUMN m.\"\(Self.decomposed)\" IS 'the text'",
                    "GRANT SELECT (\"\(Self.decomposed)\") ON m TO PUBLIC")
            }
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT first, second FROM m") == ["1|x"])
            switch tested {
            case .postgreSQL:
                #expect(
                    try await bench.rows(
                        """
                        SELECT attname, col_description(attrelid, attnum), coalesce(attacl::text, '')
                        FROM pg_attribute WHERE attrelid = 'm'::regclass AND attnum > 0 ORDER BY attnum
                        """
                    ).map { $0.contains("first|the number|") || $0.contains("second|the text|{=r/") } == [true, true])
                #expect(
                    try await bench.rows("SELECT pg_get_indexdef('by_composed'::regclass)").first?.hasSuffix("(first)")
                        == true)
            case .sqlite:
                #expect(
                    try await bench.rows("SELECT name FROM pragma_index_info('by_composed')") == ["first"])
            }
        }
    }

    @Test("Views in two schemas with such names are replaced together, each in its own")
    func schemas() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE SCHEMA "\(Self.composed)"; CREATE SCHEMA "\(Self.decomposed)";
                    CREATE TABLE t (a integer);
                    CREATE MATERIALIZED VIEW "\(Self.composed)".m AS SELECT a FROM t;
                    CREATE MATERIALIZED VIEW "\(Self.decomposed)".m AS SELECT a + 1 AS a FROM "\(Self.composed)".m;
                    INSERT INTO t VALUES (1);
                    """),
                sqlRevision(
                    "b", after: "a",
                    "CREATE OR REPLACE MATERIALIZED VIEW \"\(Self.composed)\".m AS SELECT a, 1 AS more FROM t;"),
            ]).upgrade()
            #expect(try await bench.rows("SELECT a, more FROM \"\(Self.composed)\".m") == ["1|1"])
            #expect(try await bench.rows("SELECT a FROM \"\(Self.decomposed)\".m") == ["2"])
        }
    }

    @Test(
        "A definition that differs in the bytes of a constant only is another one", arguments: TestedDatabase.allCases)
    func constants(_ tested: TestedDatabase) async throws {
        try await tested.with { bench in
            try await bench.migrator([
                sqlRevision("a", "CREATE MATERIALIZED VIEW m AS SELECT '\(Self.composed)' AS x;"),
                sqlRevision(
                    "b", after: "a", "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT '\(Self.decomposed)' AS x;"),
            ]).upgrade()
            let rows = try await bench.rows("SELECT x FROM m")
            #expect(rows.map { Array($0.utf8) } == [Array(Self.decomposed.utf8)])
        }
    }

    @Test("Indexes, statistics and privileges with such names are carried over, each of them")
    func belongings() async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let migrator = try bench.migrator([
                sqlRevision(
                    "a",
                    """
                    CREATE TABLE t (a integer, b integer, c integer);
                    CREATE MATERIALIZED VIEW m AS SELECT a, b, c FROM t;
                    """),
                sqlRevision(
                    "b", after: "a", "CREATE OR REPLACE MATERIALIZED VIEW m AS SELECT a, b, c, 1 AS more FROM t;"),
            ])
            try await migrator.upgrade(to: "a")
            let names = [Self.composed, Self.decomposed]
            for (name, column) in zip(names, ["a", "b"]) {
                let role = "athanor_exact_\(name)"
                try await bench.run(
                    "DO $$ BEGIN CREATE ROLE \"\(role)\"; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$",
                    "GRANT SELECT ON m TO \"\(role)\"",
                    "CREATE UNIQUE INDEX \"index \(name)\" ON m (\(column))",
                    "CREATE STATISTICS \"statistics \(name)\" ON \(column), c FROM m")
            }
            try await migrator.upgrade()
            #expect(try await bench.rows("SELECT count(*) FROM pg_index WHERE indrelid = 'm'::regclass") == ["2"])
            #expect(
                try await bench.rows("SELECT count(*) FROM pg_statistic_ext WHERE stxrelid = 'm'::regclass") == ["2"])
            for name in names {
                #expect(
                    try await bench.rows("SELECT has_table_privilege('athanor_exact_\(name)', 'm', 'SELECT')::integer")
                        == ["1"])
                try await bench.run("DROP OWNED BY \"athanor_exact_\(name)\"", "DROP ROLE \"athanor_exact_\(name)\"")
            }
        }
    }
}
