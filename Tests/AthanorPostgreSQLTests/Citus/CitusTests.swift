import Athanor
import AthanorPostgreSQL
import Testing

/// What is done on a coordinator of Citus. One test after the other: nodes are not added to several databases at once.
@Suite(.onCitus, .serialized, .timeLimit(.minutes(2))) enum CitusTests {}

extension CitusTests {
    /// Timeouts reach the workers, and all kinds of tables can be changed in one transaction.
    @Suite struct Transactions {
        /// Without them, each of these waits until the shard is free, which is never.
        static let waits: [(up: String, header: String)] = [
            ("ALTER TABLE events ADD COLUMN more int;", ""),
            ("UPDATE events SET value = value + 1;", ""),
            ("DO $$BEGIN EXECUTE 'ALTER TABLE events ADD COLUMN more int'; END$$;", ""),
            ("SET LOCAL lock_timeout = '100ms'; ALTER TABLE events ADD COLUMN more int;", "-- lock_timeout: forever\n"),
            ("SET lock_timeout = '100ms'; ALTER TABLE events ADD COLUMN more int;", "-- lock_timeout: forever\n"),
            ("SET lock_timeout = '1h'; SET SESSION lock_timeout TO 150; ALTER TABLE events ADD COLUMN more int;", ""),
            ("SELECT count(*) FROM accounts; ALTER TABLE events ADD COLUMN more int;", "-- lock_timeout: 100ms\n"),
            ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; ALTER TABLE events ADD COLUMN more int;", ""),
            ("CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM events;", ""),
        ]

        private func options(lock: TimeLimit = .milliseconds(200), together: Bool = false) -> MigratorOptions {
            MigratorOptions(timeouts: Timeouts(lock: lock), lockAttempts: 2, transactionPerMigration: !together)
        }

        private func failsOnLock(_ migrator: Migrator) async throws {
            let failure = try #require(
                await #expect(throws: MigrationFailure.self) { _ = try await migrator.upgrade() })
            #expect(failure.explanation.message.contains("lock timeout"), "\(failure.explanation.message)")
        }

        @Test("A shard that somebody else has locked is waited for no longer than lock_timeout says", arguments: waits)
        func lockedShard(_ wait: (up: String, header: String)) async throws {
            try await CitusBench.with { bench in
                let migrator = try bench.migrator(citusEntries((wait.up, ""), header: wait.header), options: options())
                try await bench.withLockedShard { try await failsOnLock(migrator) }
                try await migrator.upgrade()
            }
        }

        struct Timed: Revision {
            static let revision: RevisionID = "a"
            static let downRevisions: [RevisionID] = []

            func upgrade(_ op: Operations) -> OperationList {
                op.with(lockTimeout: .milliseconds(150)) { op.execute("ALTER TABLE events ADD COLUMN more int") }
            }
        }

        struct Backfilled: Revision {
            static let revision: RevisionID = "a"
            static let downRevisions: [RevisionID] = []

            func upgrade(_ op: Operations) -> OperationList {
                op.backfill("accounts", set: ["name": .expression("name || '!'")], batchSize: 7)
                op.backfill("events", set: ["value": .expression("value + 1")], batchSize: 70)
            }
        }

        @Test("Operations with timeouts of their own, and batches, keep to them too")
        func operations() async throws {
            try await CitusBench.with { bench in
                let timed = RevisionEntry(Timed.self, path: "Versions/a.swift", message: "timed")
                let long = try bench.migrator([timed], options: options(lock: .hours(1)))
                try await bench.withLockedShard { try await failsOnLock(long) }
                let filled = RevisionEntry(Backfilled.self, path: "Versions/a.swift", message: "filled")
                let migrator = try bench.migrator([filled], options: options())
                try await bench.withLockedShard { try await failsOnLock(migrator) }
                try await migrator.upgrade()
                #expect(try await bench.rows("SELECT sum(value) FROM events") == ["20300"])
                #expect(try await bench.rows("SELECT count(*) FROM accounts WHERE name LIKE '%!'") == ["20"])
            }
        }

        @Test("The second revision of a shared transaction has them as the first has", arguments: [false, true])
        func sharedTransaction(_ together: Bool) async throws {
            try await CitusBench.with { bench in
                let entries = try citusEntries(
                    ("SET work_mem = '8MB'; SELECT count(*) FROM accounts;", ""),
                    ("ALTER TABLE events ADD COLUMN more int; ALTER TABLE accounts ADD COLUMN more int;", ""))
                let migrator = try bench.migrator(entries, options: options(together: together))
                try await bench.withLockedShard { try await failsOnLock(migrator) }
                try await migrator.upgrade()
            }
        }

        @Test("A refresh does not wait for a shard longer than its lock_timeout")
        func refresh() async throws {
            try await CitusBench.with { bench in
                try await bench.run(["CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM events"])
                let request = RefreshRequest(.all, settings: RefreshSettings(lockTimeout: .milliseconds(200)))
                try await bench.withLockedShard {
                    let report = try await bench.refresher(MigratorOptions(lockWait: .seconds(0))).refresh(request)
                    guard case .failed(let failure)? = report.results.first?.outcome else {
                        Issue.record("\(report)")
                        return
                    }
                    #expect((failure.cause as? DatabaseFailure)?.kind == .lockNotAvailable, "\(failure.cause)")
                }
                let report = try await bench.refresher().refresh(request)
                #expect(report.isComplete)
            }
        }

        @Test(
            "Distributed and reference tables change in one transaction, in either order",
            arguments: [
                "ALTER TABLE events ADD COLUMN a int; ALTER TABLE accounts ADD COLUMN b int;",
                "ALTER TABLE accounts ADD COLUMN b int; ALTER TABLE events ADD COLUMN a int;",
                "SELECT count(*) FROM events; ALTER TABLE accounts ADD COLUMN b int;",
                "UPDATE events SET value = 0; ALTER TABLE accounts ADD COLUMN b int;",
                """
                CREATE TABLE more (id int PRIMARY KEY, account int); SELECT create_distributed_table('more', 'id');
                CREATE TABLE kinds (id int PRIMARY KEY); SELECT create_reference_table('kinds');
                ALTER TABLE more ADD FOREIGN KEY (account) REFERENCES kinds; ALTER TABLE kinds ADD COLUMN name text;
                """,
            ])
        func allTables(_ script: String) async throws {
            try await CitusBench.with { bench in
                try await bench.migrator(citusEntries((script, ""))).upgrade()
                #expect(bench.warnings == [])
            }
        }

        @Test("What the user has set of Citus's own settings stays")
        func ownSettings() async throws {
            try await CitusBench.with { bench in
                let script = """
                    CREATE TABLE seen (a text, b text);
                    INSERT INTO seen SELECT current_setting('citus.multi_shard_modify_mode'),
                                            current_setting('citus.propagate_set_commands');
                    SET LOCAL citus.multi_shard_modify_mode = 'parallel';
                    INSERT INTO seen SELECT current_setting('citus.multi_shard_modify_mode'),
                                            current_setting('citus.propagate_set_commands');
                    """
                try await bench.migrator(citusEntries((script, "DROP TABLE seen;"))).upgrade()
                #expect(
                    try await bench.rows("SELECT a || ' ' || b FROM seen") == ["sequential local", "parallel local"])
                let name = try await bench.rows("SELECT current_database()")[0]
                try await bench.run([
                    "ALTER DATABASE \(name) SET citus.multi_shard_modify_mode = 'parallel'",
                    "ALTER DATABASE \(name) SET citus.propagate_set_commands = 'none'",
                ])
                let migrator = try bench.migrator(citusEntries((script, "DROP TABLE seen;")))
                try await migrator.downgrade(to: "base")
                try await migrator.upgrade()
                #expect(try await bench.rows("SELECT a || ' ' || b FROM seen") == ["parallel none", "parallel none"])
            }
        }

        @Test("A script that was written with a look at the database holds the same settings as a run")
        func script() async throws {
            try await CitusBench.with { bench in
                let revisions = try RevisionSet(citusEntries(("ALTER TABLE events ADD COLUMN a int;", "")))
                let looked = try await OfflineMigrator(bench.address, revisions: revisions).script(
                    .upgrade, "current:head")
                let connection = try await PostgreSQL().connect(to: bench.address.url, options: ConnectionOptions())
                let step = LoweredStep.statement(
                    LoweredStatement(SQLStatement("ALTER TABLE t ADD a int"), command: "ALTER TABLE"))
                let live = connection.module.dialect.transaction(for: [step]).opening
                await connection.close()
                #expect(live.count == 1)
                #expect(live.allSatisfy { looked.contains($0.text) && $0.text.contains("'sequential'") })
                let alone = try await OfflineMigrator(for: PostgreSQL(), revisions: revisions).script(.upgrade, "head")
                #expect(!alone.contains("citus."))
            }
        }

        @Test("What runs outside of transactions runs on the shards too")
        func alone() async throws {
            try await CitusBench.with { bench in
                let migrator = try bench.migrator(
                    citusEntries(
                        ("CREATE INDEX CONCURRENTLY by_value ON events (value);", "DROP INDEX CONCURRENTLY by_value;"),
                        ("VACUUM events; CREATE TYPE kind AS ENUM ('a');", "DROP TYPE kind;"),
                        (
                            "ALTER TYPE kind ADD VALUE 'b'; ALTER TABLE accounts ADD COLUMN kind kind;",
                            "ALTER TABLE accounts DROP COLUMN kind;"
                        )))
                try await migrator.upgrade()
                #expect(
                    try await bench.rows(
                        "SELECT result FROM run_command_on_shards('events', 'SELECT count(*) FROM pg_index WHERE indrelid = ''%s''::regclass')"
                    )
                    .allSatisfy { $0 == "2" })
                try await migrator.downgrade(to: "base")
                #expect(bench.warnings == [])
            }
        }
    }
}
