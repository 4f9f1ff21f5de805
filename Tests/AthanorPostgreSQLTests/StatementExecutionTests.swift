import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct StatementExecutionTests {
    @Test(
        "A statement that refuses a transaction runs alone",
        arguments: [
            "VACUUM", "VACUUM (ANALYZE) t", "CREATE DATABASE d", "DROP DATABASE IF EXISTS d",
            "CREATE TABLESPACE s LOCATION '/x'",
            "DROP TABLESPACE s", "ALTER SYSTEM SET work_mem = '1MB'", "CREATE INDEX CONCURRENTLY ON t (a)",
            "create unique index concurrently i on t (a)", "DROP INDEX CONCURRENTLY i", "REINDEX TABLE CONCURRENTLY t",
            "REINDEX (VERBOSE, CONCURRENTLY) INDEX i", "REINDEX SCHEMA s", "REINDEX DATABASE d", "REINDEX SYSTEM d",
            "CLUSTER",
            "CLUSTER VERBOSE", "ALTER DATABASE d SET TABLESPACE s", "ALTER TABLE a DETACH PARTITION b CONCURRENTLY",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "DROP SUBSCRIPTION s",
            "ALTER SUBSCRIPTION s REFRESH PUBLICATION", "ALTER SUBSCRIPTION s ADD PUBLICATION p",
        ])
    func whatRefusesATransactionRunsAlone(statement: String) throws {
        #expect(try read(statement).map(\.execution) == [.alone])
    }

    @Test(
        "Everything else runs in the transaction",
        arguments: [
            "CREATE TABLE t (concurrently_ int)", "CREATE INDEX i ON t (a)", "CREATE INDEX \"CONCURRENTLY\" ON t (a)",
            "DROP INDEX i", "REINDEX TABLE t", "REINDEX (CONCURRENTLY false) TABLE t", "CLUSTER t USING i",
            "ALTER DATABASE d SET search_path = s", "ALTER TABLE a DETACH PARTITION b",
            "ALTER TABLE a DETACH PARTITION b FINALIZE", "ALTER TABLE a ADD b text DEFAULT 'CONCURRENTLY'",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = off)",
            "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)", "ALTER SUBSCRIPTION s ENABLE",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "SELECT 'VACUUM'", "ANALYZE t", "CREATE SCHEMA database",
        ])
    func everythingElseRunsInTheTransaction(statement: String) throws {
        #expect(try read(statement).map(\.execution) == [.inTransaction])
    }

    @Test(
        "A statement that the grammar cannot read is judged by its words",
        arguments: [
            "REINDEX TABLE CONCURRENTLY t SOMETHING NEW", "CLUSTER VERBOSE",
            "REINDEX (NEWOPTION 1, CONCURRENTLY) SCHEMA s %",
        ])
    func unparsedStatementIsJudgedByItsWords(statement: String) throws {
        #expect(try read(statement).map(\.execution) == [.alone])
    }

    @Test("Deep nesting does not reach the grammar")
    func deepNestingDoesNotReachTheGrammar() throws {
        let deep = String(repeating: "(", count: 60_000)
        let statement = "REINDEX TABLE t \(deep)\(deep.map { _ in ")" }.joined())"
        #expect(try read(statement).map(\.execution) == [.inTransaction])
    }

    @Test(
        "A statement is named by its command",
        arguments: [
            ("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS ''", "CREATE FUNCTION"),
            ("create unlogged table t ()", "CREATE TABLE"), ("CREATE UNIQUE INDEX ON t (a)", "CREATE INDEX"),
            ("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW"),
            ("DROP MATERIALIZED VIEW IF EXISTS v CASCADE", "DROP MATERIALIZED VIEW"),
            ("REFRESH MATERIALIZED VIEW v", "REFRESH MATERIALIZED VIEW"), ("(SELECT 1)", "SELECT"),
            ("INSERT INTO t VALUES (1)", "INSERT"),
            ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a", "ALTER DEFAULT PRIVILEGES"),
            ("CREATE TEXT SEARCH CONFIGURATION c (COPY = d)", "CREATE TEXT SEARCH CONFIGURATION"),
            ("WITH a AS (SELECT 1) SELECT * FROM a", "WITH"), ("SET search_path = a", "SET"),
        ])
    func aStatementIsCalledByItsCommand(statement: String, command: String) throws {
        #expect(try read(statement).map(\.command) == [command])
    }

    /// What the server refuses in a transaction and needs nothing but the server to be tried.
    @Test(
        "The server agrees that these statements refuse a transaction",
        arguments: [
            "VACUUM", "CREATE DATABASE d", "DROP DATABASE d", "ALTER SYSTEM SET work_mem = '1MB'",
            "CREATE INDEX CONCURRENTLY ON t (a)", "DROP INDEX CONCURRENTLY i", "REINDEX TABLE CONCURRENTLY t",
            "REINDEX SCHEMA s",
            "CLUSTER", "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "DROP TABLESPACE s",
        ])
    func theServerAgreesThatItRefusesATransaction(statement: String) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("CREATE TABLE t (a int)")
            let failure = await #expect(throws: DatabaseFailure.self) {
                try await connection.run([SQLStatement("BEGIN"), SQLStatement(statement)])
            }
            #expect(failure?.kind == .refusesTransaction)
            #expect(failure?.advice?.contains("autocommit") == true)
        }
    }
}
