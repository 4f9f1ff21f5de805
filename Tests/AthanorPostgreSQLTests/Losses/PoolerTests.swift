import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite("Behind a connection pooler", .enabled(if: PgBouncer.path != nil))
struct PoolerTests {
    @Test(
        "A pooler that gives each transaction another session is named before anything is changed",
        arguments: ["transaction", "statement"], [1, 10])
    func refused(mode: String, size: Int) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, observer in
            try await PgBouncer.with(mode: mode, size: size) { bouncer in
                for access in [ConnectionOptions.Access.readOnly, .readWrite] {
                    let error = await #expect(throws: DatabaseFailure.self) {
                        try await PostgreSQL().connect(
                            to: try bouncer.url(of: database), options: ConnectionOptions(access: access))
                    }
                    #expect(
                        error?.message
                            == "a connection pooler in transaction mode answers at 127.0.0.1, port \(bouncer.port)")
                    #expect(error?.advice?.contains("Connect to the PostgreSQL server itself") == true)
                }
                // No setting and no prepared statement has stayed behind in the pool's sessions.
                let url = try bouncer.url(of: database)
                let left = try await Psql.rows(
                    """
                    SELECT name FROM pg_prepared_statements UNION ALL
                    SELECT name FROM pg_settings WHERE source = 'session'
                        AND name IN ('client_connection_check_interval', 'default_transaction_read_only')
                    """, at: url)
                #expect(left == [])
            }
        }
    }

    @Test("A pool in session mode does, also one that has no second session to give", arguments: [1, 10])
    func allowed(size: Int) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, observer in
            try await PgBouncer.with(mode: "session", size: size) { bouncer in
                let revision = try RevisionEntry(
                    sql: SourceText(
                        path: "a.sql",
                        text: """
                            -- a
                            --
                            -- revision: aaa1
                            -- down_revision:

                            -- upgrade
                            CREATE TABLE t (id int);
                            CREATE INDEX CONCURRENTLY t_id ON t (id);
                            -- downgrade
                            """))
                let migrator = Migrator(
                    try PostgreSQL().at(bouncer.url(of: database)), revisions: try RevisionSet([revision]))
                #expect(try await migrator.upgrade().current == ["aaa1"])
                #expect(try await migrator.upgrade().steps.isEmpty)
                #expect(try await observer.query("SELECT FROM athanor_version").count == 1)
            }
        }
    }
}
