import Athanor
import AthanorPostgreSQL
import Testing

extension CitusTests {
    /// Materialized views over distributed and reference tables live as elsewhere.
    @Suite struct Views {
        private static let views = (
            up: """
            CREATE MATERIALIZED VIEW totals AS SELECT account, count(*) AS n FROM events GROUP BY account;
            CREATE UNIQUE INDEX ON totals (account);
            CREATE MATERIALIZED VIEW named AS SELECT a.name, t.n FROM accounts AS a JOIN totals AS t ON t.account = a.id;
            """, down: "DROP MATERIALIZED VIEW named; DROP MATERIALIZED VIEW totals;"
        )
        private static let replacing = (
            up:
                "CREATE OR REPLACE MATERIALIZED VIEW totals AS SELECT account, count(*) AS n, sum(value) AS s FROM events GROUP BY account;",
            down:
                "CREATE OR REPLACE MATERIALIZED VIEW totals AS SELECT account, count(*) AS n FROM events GROUP BY account;"
        )

        @Test("They are replaced, looked at, refreshed and taken back without a warning")
        func life() async throws {
            try await CitusBench.with { bench in
                let migrator = try bench.migrator(try citusEntries(Self.views, Self.replacing))
                try await migrator.upgrade(to: "a")
                // A view that anybody makes over them, Citus keeps on the coordinator, and says so once.
                try await bench.run([
                    "CREATE VIEW few AS SELECT * FROM totals WHERE n < 100", "CREATE VIEW fewer AS SELECT * FROM few",
                ])
                try await migrator.upgrade()
                try await look(bench)
                let report = try await bench.refresher().refresh(RefreshRequest(.all))
                #expect(report.isComplete)
                try await bench.run(["INSERT INTO events VALUES (1, 1000, 5)"])
                let always = RefreshRequest(.named(["totals"]), settings: RefreshSettings(concurrently: .always))
                #expect(try await bench.refresher().refresh(always).isComplete)
                #expect(try await bench.rows("SELECT n FROM few WHERE account = 1") == ["11"])
                try await migrator.downgrade(to: "a")
                try await look(bench)
                #expect(try await bench.rows("SELECT count(*) FROM fewer") == ["20"])
                #expect(bench.warnings == [])
            }
        }

        /// Looks at the views in every way that there is.
        private func look(_ bench: CitusBench) async throws {
            let inspector = ViewInspector(bench.address, options: bench.options())
            let views = try await inspector.views()
            #expect(views.map(\.view.name.name).filter { $0 != "citus_tables" }.count >= 2)
            for name in ["totals", "named"] { _ = try await inspector.view(name, exact: true) }
            _ = try await inspector.graph()
            _ = try await bench.refresher().freshness()
        }

        struct InPlace: Revision {
            static let revision: RevisionID = "b"
            static let downRevisions: [RevisionID] = ["a"]

            func upgrade(_ op: Operations) -> OperationList {
                op.replaceMaterializedView(
                    "totals", as: "SELECT account, count(*) AS n, max(value) AS m FROM events GROUP BY account",
                    strategy: .inPlace)
            }
        }

        struct Around: Revision {
            static let revision: RevisionID = "b"
            static let downRevisions: [RevisionID] = ["a"]

            func upgrade(_ op: Operations) -> OperationList {
                op.alteringAround("events") {
                    op.alterColumn("value", of: "events", .type(.bigint))
                    op.execute("ALTER TABLE accounts ADD COLUMN more int")
                }
            }
        }

        @Test("They are replaced in place, and set aside around another type of a distributed column")
        func inPlaceAndAround() async throws {
            try await CitusBench.with { bench in
                let first = try citusEntries(Self.views)
                try await bench.migrator(first).upgrade()
                try await bench.run([
                    "CREATE VIEW few AS SELECT * FROM totals WHERE n < 100",
                    "CREATE VIEW everywhere AS SELECT account, value FROM events",
                    "CREATE MATERIALIZED VIEW summed AS SELECT sum(value) AS s FROM everywhere",
                ])
                let inPlace = RevisionEntry(InPlace.self, path: "Versions/b.swift", message: "in place")
                try await bench.migrator(first + [inPlace]).upgrade()
                #expect(try await bench.rows("SELECT count(*) FROM few") == ["20"])
                try await bench.migrator(first + [inPlace]).stamp(["a"])
                let around = RevisionEntry(Around.self, path: "Versions/b.swift", message: "around")
                try await bench.migrator(first + [around]).upgrade()
                #expect(try await bench.rows("SELECT count(*) FROM named") == ["20"])
                // A view over tables alone is on all servers, as before.
                #expect(
                    try await bench.rows(
                        "SELECT DISTINCT result FROM run_command_on_workers('SELECT count(*) FROM pg_views WHERE viewname = ''everywhere''')"
                    )
                        == ["1"])
                #expect(bench.warnings == [])
            }
        }

        @Test("After a replacement, timeouts still reach the workers")
        func afterReplacing() async throws {
            try await CitusBench.with { bench in
                var replacing = Self.replacing
                replacing.up += " ALTER TABLE events ADD COLUMN more int; ALTER TABLE accounts ADD COLUMN more int;"
                let migrator = try bench.migrator(
                    try citusEntries(Self.views, replacing),
                    options: MigratorOptions(timeouts: Timeouts(lock: .milliseconds(200)), lockAttempts: 2))
                try await migrator.upgrade(to: "a")
                try await bench.withLockedShard {
                    await #expect(throws: MigrationFailure.self) { _ = try await migrator.upgrade() }
                }
                try await migrator.upgrade()
                #expect(
                    try await bench.rows(
                        "SELECT DISTINCT result FROM run_command_on_workers('SELECT count(*) FROM pg_namespace WHERE nspname LIKE ''athanor_building%''')"
                    )
                        == ["0"])
            }
        }

        @Test("A replacement leaves views of other owners what they were")
        func otherOwners() async throws {
            try await CitusBench.with { bench in
                let owner = "athanor_citus_reader"
                try await bench.run([
                    "DO $$BEGIN CREATE ROLE \(owner); EXCEPTION WHEN duplicate_object THEN NULL; END$$",
                    "CREATE SCHEMA theirs AUTHORIZATION \(owner)",
                ])
                let migrator = try bench.migrator(try citusEntries(Self.views, Self.replacing))
                try await migrator.upgrade(to: "a")
                try await bench.run([
                    "GRANT SELECT ON totals TO \(owner)", "CREATE VIEW theirs.own AS SELECT n FROM public.totals",
                    "ALTER VIEW theirs.own OWNER TO \(owner)",
                ])
                try await migrator.upgrade()
                try await migrator.downgrade(to: "a")
                #expect(try await bench.rows("SELECT viewowner FROM pg_views WHERE viewname = 'own'") == [owner])
                #expect(bench.warnings == [])
                try await bench.run(["DROP OWNED BY \(owner) CASCADE"])
            }
        }
    }
}
