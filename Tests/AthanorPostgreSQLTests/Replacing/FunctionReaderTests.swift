import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

/// Functions whose body the server has parsed, and temporary views, that read a replaced view.
@Suite struct FunctionReaderTests {
    private func with(_ statements: [String], _ body: (any Connection) async throws -> Void) async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            for statement in statements { try await connection.query(sql: SQLStatement(statement)) }
            try await body(connection)
        }
    }

    private func replacing(_ strategy: ReplacementStrategy) -> ReplaceMaterializedView {
        ReplaceMaterializedView(name: "m", query: .sql("SELECT a FROM t WHERE a > 1"), strategy: strategy)
    }

    private static let strategies = [ReplacementStrategy.sideBySide, .inPlace]

    @Test("A function goes on depending on its extensions", arguments: strategies)
    func extensions(_ strategy: ReplacementStrategy) async throws {
        try await with([
            "CREATE TABLE t (a int)", "CREATE SCHEMA s", "CREATE DOMAIN s.\"Odd\" AS int",
            "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
            "CREATE FUNCTION s.f(x s.\"Odd\", y int[]) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) + x FROM m; END",
            "ALTER FUNCTION s.f DEPENDS ON EXTENSION plpgsql",
            "CREATE PROCEDURE s.p() LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM m; END",
            "ALTER PROCEDURE s.p DEPENDS ON EXTENSION plpgsql",
        ]) { connection in
            func dependences() async throws -> [String] {
                try await connection.query(
                    """
                    SELECT pg_describe_object(classid, objid, 0) AS what FROM pg_depend
                    WHERE refclassid = 'pg_extension'::regclass AND deptype = 'x' ORDER BY 1
                    """
                ).map { try $0["what", as: String.self] }
            }
            let before = try await dependences()
            #expect(before.count == 2)
            try await connection.perform(replacing(strategy))
            #expect(try await dependences() == before)
            #expect(
                try await connection.query("SHOW check_function_bodies").first?[
                    "check_function_bodies", as: String.self] == "on")
        }
    }

    @Test(
        "A function that writes through a dependent view with a rule or a trigger stays, and works",
        arguments: strategies)
    func writing(_ strategy: ReplacementStrategy) async throws {
        try await with([
            "CREATE TABLE t (a int)", "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
            "CREATE VIEW v AS SELECT a FROM m",
            "CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (NEW.a) RETURNING t.a",
            "CREATE FUNCTION ins() RETURNS int LANGUAGE sql BEGIN ATOMIC INSERT INTO v VALUES (1000) RETURNING a; END",
            "CREATE VIEW w AS SELECT a FROM m",
            "CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (NEW.a); RETURN NEW; END'",
            "CREATE TRIGGER tr INSTEAD OF INSERT ON w FOR EACH ROW EXECUTE FUNCTION tf()",
            "CREATE FUNCTION inw() RETURNS int LANGUAGE sql BEGIN ATOMIC INSERT INTO w VALUES (2000) RETURNING a; END",
        ]) { connection in
            try await connection.perform(replacing(strategy))
            #expect(try await connection.query("SELECT ins() AS a").first?["a", as: Int64.self] == 1000)
            #expect(try await connection.query("SELECT inw() AS a").first?["a", as: Int64.self] == 2000)
            try await connection.query("REFRESH MATERIALIZED VIEW m")
            #expect(try await connection.query("SELECT sum(a) AS a FROM w").first?["a", as: Int64.self] == 3000)
        }
    }

    @Test(
        "A function whose result the new view does not give any more still stops the replacement", arguments: strategies
    )
    func checked(_ strategy: ReplacementStrategy) async throws {
        try await with([
            "CREATE TABLE t (a int)", "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a FROM m; END",
        ]) { connection in
            await #expect(throws: (any Error).self) {
                try await connection.perform(
                    ReplaceMaterializedView(name: "m", query: .sql("SELECT 'x'::text AS a"), strategy: strategy))
            }
        }
    }

    @Test("A temporary view of the own session is named before anything is built, and made again in place")
    func temporaryView() async throws {
        try await with([
            "CREATE TABLE t (a int)", "CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
            "CREATE TEMPORARY VIEW tv AS SELECT a FROM m",
        ]) { connection in
            let error = await #expect(throws: OperationError.self) {
                try await connection.perform(replacing(.sideBySide))
            }
            #expect(
                error?.message
                    == "materialized view public.m cannot be replaced: temporary view tv, which this session has created, "
                    + "reads it and cannot be recreated", "\(error?.message ?? "")")
            try await connection.perform(replacing(.inPlace))
            #expect(try await connection.query("SELECT count(*) AS n FROM tv").first?["n", as: Int64.self] == 0)
        }
    }
}
