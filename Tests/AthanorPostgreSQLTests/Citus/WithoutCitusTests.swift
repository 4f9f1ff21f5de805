import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// The statements for Citus do nothing where the extension is missing.
@Suite struct WithoutCitusTests {
    struct Filled: Revision {
        static let revision: RevisionID = "b"
        static let downRevisions: [RevisionID] = ["a"]

        func upgrade(_ op: Operations) -> OperationList {
            op.backfill("t", set: ["n": .expression("id + 100")], batchSize: 2)
            op.with(lockTimeout: .seconds(7)) {
                op.execute("CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS t")
            }
        }
    }

    @Test("A setting of Citus in the URL of another server does no harm")
    func placeholder() async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            try await connection.query(
                sql: "ALTER DATABASE \(database.name) SET default_transaction_isolation = 'repeatable read'")
            let options = "options=-c%20citus.multi_shard_modify_mode%3Dparallel"
            let text = database.url.textWithPassword
            let address = try PostgreSQL().at(DatabaseURL(text + (text.contains("?") ? "&" : "?") + options))
            let first = try citusEntries(
                (
                    """
                    SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
                    CREATE TABLE t (id int PRIMARY KEY, n int);
                    INSERT INTO t VALUES (1), (2), (3);
                    CREATE MATERIALIZED VIEW v AS SELECT id, n FROM t;
                    SET lock_timeout = '3s';
                    CREATE TABLE level AS SELECT current_setting('transaction_isolation') AS l;
                    """, "DROP MATERIALIZED VIEW v; DROP TABLE t; DROP TABLE level;"
                ))
            let entries = first + [RevisionEntry(Filled.self, path: "Versions/b.swift", message: "filled")]
            try await Migrator(address, revisions: RevisionSet(entries)).upgrade()
            #expect(try await ViewRefresher(address).refresh(RefreshRequest(.all)).isComplete)
            let rows = try await connection.query(
                "SELECT (SELECT l FROM level) || ' ' || (SELECT t FROM seen) || ' ' || (SELECT max(n) FROM v) AS all")
            #expect(try rows.first?["all", as: String.self] == "serializable 7s 103")
            let script = try await OfflineMigrator(address, revisions: RevisionSet(first)).script(.downgrade, "a:base")
            #expect(!script.contains("multi_shard_modify_mode"))
        }
    }

    @Test("A transaction begins with nothing more on a server without Citus")
    func plain() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            let scope = connection.module.dialect.transaction(for: [])
            #expect(scope.opening == [] && scope.continuing == [])
        }
    }
}
