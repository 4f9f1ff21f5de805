import Athanor
import AthanorTesting
import TestSupport
import Testing

/// Which views stamped revisions mean, and what a stamp says of those that later revisions altered.
extension StampedViewsTests {
    @Test(
        "Views of one name in two schemas are two",
        arguments: [
            "SET LOCAL search_path = %;", "SET search_path TO \"%\", public;", "SET SCHEMA '%';",
            "SELECT pg_catalog.set_config('search_path', '%, public', false);",
        ])
    func oneNameInTwoSchemas(_ setting: String) async throws {
        let tenants = [("a", 5), ("b", 7)].enumerated().map { place, tenant in
            sqlRevision(
                "t\(place)", after: place == 0 ? "" : "t\(place - 1)",
                """
                \(setting.replacing("%", with: tenant.0))
                -- athanor: refresh every \(tenant.1)m
                CREATE MATERIALIZED VIEW m AS SELECT i AS \(tenant.0) FROM t;
                """)
        }
        let last = sqlRevision(
            "u", after: "t1",
            """
            ALTER MATERIALIZED VIEW a.m RENAME TO n;
            -- athanor: refresh every 9m
            CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
            """)
        try await TestedDatabase.postgreSQL.with { bench in
            for schema in ["a", "b"] {
                try await bench.run("CREATE SCHEMA \(schema)", "CREATE TABLE \(schema).t (i int)")
            }
            try await bench.migrator(tenants + [last]).upgrade()
            let rows = "SELECT schema, name, refresh FROM athanor.views ORDER BY 1, 2"
            let before = try await bench.rows(rows)
            try await forget(bench)
            #expect(try await stamp(bench, tenants + [last], "head") == ["m: same", "m: same", "n: same"])
            #expect(try await bench.rows(rows) == before)
            #expect(before == ["a|n|every 5 minutes", "b|m|every 7 minutes", "public|m|every 9 minutes"])
        }
    }

    @Test(
        "What a later revision altered is not compared, and check has nothing to say",
        arguments: [
            "ALTER TABLE t ADD COLUMN z int", "ALTER TABLE v RENAME COLUMN k TO l",
            "ALTER MATERIALIZED VIEW m RENAME COLUMN k TO l", "ALTER VIEW v RENAME k TO l",
            "DO $$BEGIN ALTER TABLE t ADD z int; END$$", "CREATE FUNCTION lower(varchar) RETURNS text RETURN 'x'",
        ])
    func alteredSince(_ alteration: String) async throws {
        let files = [
            sqlRevision(
                "a1",
                """
                CREATE TABLE t (id int, k varchar);
                CREATE VIEW v AS SELECT * FROM t;
                CREATE MATERIALIZED VIEW m AS SELECT *, lower(k) AS w FROM t;
                """),
            sqlRevision("b2", after: "a1", "\(alteration);"),
        ]
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(files).upgrade()
            try await forget(bench)
            let found = try await stamp(bench, files, "head")
            #expect(found.contains { $0.hasSuffix("not compared") || $0.contains("DO $$") }, "\(found)")
            #expect(!found.contains { $0.hasSuffix("differs") }, "\(found)")
            #expect(try await !origins(bench).contains { $0.hasSuffix("differs") })
        }
    }

    @Test("What somebody altered by hand differs still, whatever later revisions do to something else")
    func alteredByHand() async throws {
        let files = [
            sqlRevision("a1", "CREATE TABLE t (id int); CREATE TABLE u (id int); CREATE VIEW v AS SELECT id FROM t;"),
            sqlRevision(
                "b2", after: "a1",
                "ALTER TABLE u ADD COLUMN z int; ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0); ALTER TABLE t OWNER TO CURRENT_USER; CREATE RECURSIVE VIEW r (n) AS SELECT 1;"
            ),
        ]
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(files).upgrade()
            try await bench.run("CREATE OR REPLACE VIEW v AS SELECT id + 1 AS id FROM t")
            try await forget(bench)
            #expect(try await stamp(bench, files, "head").first == "v: differs")
        }
    }

    @Test("A view is found in a schema that got another name")
    func renamedSchema() async throws {
        let files = [
            sqlRevision(
                "a1", "CREATE SCHEMA a;\n-- athanor: refresh every 5m\nCREATE MATERIALIZED VIEW a.m AS SELECT 1 AS one;"
            ),
            sqlRevision("b2", after: "a1", "ALTER SCHEMA a RENAME TO b;"),
        ]
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.migrator(files).upgrade()
            try await forget(bench)
            #expect(try await stamp(bench, files, "head") == ["m: same"])
            #expect(
                try await bench.rows("SELECT schema, name, refresh FROM athanor.views") == ["b|m|every 5 minutes"])
        }
    }

    @Test("The definition is read under the settings of the revision that states it")
    func settingsOfTheDefinition() async throws {
        let files = [
            sqlRevision("a1", "SET search_path = a; CREATE VIEW m AS SELECT i FROM t;"),
            sqlRevision("b2", after: "a1", "ALTER VIEW a.m RENAME TO n;"),
        ]
        try await TestedDatabase.postgreSQL.with { bench in
            try await bench.run("CREATE SCHEMA a", "CREATE TABLE a.t (i int)")
            try await bench.migrator(files).upgrade()
            try await forget(bench)
            #expect(try await stamp(bench, files, "head") == ["n: same"])
        }
    }

    @Test("What is missing is said once, and forgotten", arguments: TestedDatabase.allCases)
    func missing(_ tested: TestedDatabase) async throws {
        let files = [Self.first, Self.second]
        try await tested.with { bench in
            let rows = "SELECT name FROM \(bench.database.dialect.name(of: .views)) ORDER BY lower(name)"
            try await bench.migrator(files).upgrade()
            try await bench.run("DROP VIEW plain")
            #expect(try await bench.rows(rows) == ["Largest", "plain", "sums"])
            #expect(try await stamp(bench, files, "head", purge: true).contains("plain: missing"))
            #expect(try await bench.rows(rows) == ["Largest", "sums"])
            let missing = { try await ViewInspector(bench.address).inspection().missing }
            #expect(try await missing().isEmpty)
            // Of what only revisions said that are applied no more, nothing is kept, whether or not it is there.
            try await bench.migrator([Self.first]).stamp(["base"])
            try await bench.migrator([Self.first]).stamp(["head"], purge: true)
            try await bench.run("CREATE VIEW plain (number) AS SELECT id FROM orders")
            #expect(try await stamp(bench, [Self.first], "head", purge: true).contains("plain: same"))
            try await bench.run("DROP VIEW plain")
            try await bench.migrator([Self.first]).stamp(["base"])
            #expect(try await !bench.rows(rows).contains("plain"))
            #expect(try await missing().isEmpty)
        }
    }
}
