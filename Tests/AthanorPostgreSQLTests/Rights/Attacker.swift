import Athanor
import AthanorPostgreSQL
import AthanorTesting
import TestSupport
import Testing

/// A role without rights whose code tries to become a superuser whenever it runs.
///
/// The code is the check of a domain. A literal of a range over that domain calls it as soon as it is read.
struct Attacker {
    let role: String
    let database: TemporaryPostgreSQLDatabase
    let connection: any Connection

    /// Something of the attacker's that a superuser's work comes upon, as `EXPRESSION` where the literal goes.
    static let literal = "'[1,2)'::evil.rng"

    /// Makes a database with a materialized view `m` of the superuser's, and the attacker with a schema and SELECT on `m`.
    static func with(_ body: (Attacker) async throws -> Void) async throws {
        try await TemporaryPostgreSQLDatabase.with { database, connection in
            let attacker = Attacker(role: database.name + "_attacker", database: database, connection: connection)
            try await attacker.run(
                "CREATE ROLE \(attacker.role)", "CREATE SCHEMA evil AUTHORIZATION \(attacker.role)",
                "CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS id", "CREATE UNIQUE INDEX m_key ON public.m (id)",
                "GRANT SELECT ON public.m TO \(attacker.role)")
            do {
                try await attacker.asItself(Self.harmless)
                try await body(attacker)
            } catch {
                try? await attacker.leave()
                throw error
            }
            try await attacker.leave()
        }
    }

    /// The code does nothing yet, so that what uses it can be made.
    private static let harmless = [
        "CREATE SEQUENCE evil.runs",
        "CREATE TABLE evil.later (i int)",
        "CREATE FUNCTION evil.rob() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'",
        """
        CREATE FUNCTION evil.rob_later() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM evil.rob(); RETURN NULL; END'
        """,
        """
        CREATE CONSTRAINT TRIGGER later AFTER INSERT ON evil.later DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION evil.rob_later()
        """,
        "CREATE FUNCTION evil.chk(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END'",
        "CREATE DOMAIN evil.dom AS int CHECK (evil.chk(VALUE))",
        "CREATE TYPE evil.rng AS RANGE (subtype = evil.dom)",
    ]

    /// Makes the code try all ways to another role, and leave traps for later.
    func arm() async throws {
        try await asItself([
            """
            CREATE OR REPLACE FUNCTION evil.rob() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
                IF current_user <> '\(role)' THEN EXECUTE 'ALTER ROLE \(role) SUPERUSER'; END IF;
                RETURN true;
            END $$
            """,
            """
            CREATE FUNCTION evil.try(way text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
                EXECUTE way; PERFORM evil.rob();
            EXCEPTION WHEN OTHERS THEN NULL; END $$
            """,
            """
            CREATE OR REPLACE FUNCTION evil.chk(int) RETURNS boolean LANGUAGE plpgsql AS $$
            DECLARE way text;
            BEGIN
                PERFORM nextval('evil.runs');
                PERFORM evil.rob();
                FOREACH way IN ARRAY ARRAY[
                    'RESET ROLE', 'SET ROLE NONE', 'SET SESSION AUTHORIZATION DEFAULT', 'RESET SESSION AUTHORIZATION',
                    'SET ROLE ' || quote_ident(session_user), 'SET LOCAL ROLE ' || quote_ident(session_user),
                    'SET SESSION AUTHORIZATION ' || quote_ident(session_user),
                    'SELECT set_config(''role'', session_user, false)', 'SELECT set_config(''session_authorization'', session_user, true)',
                    'INSERT INTO evil.later VALUES (1)', 'DECLARE later CURSOR WITH HOLD FOR SELECT evil.rob()',
                    'SET CONSTRAINTS ALL DEFERRED', 'PREPARE p AS SELECT evil.rob()']
                LOOP PERFORM evil.try(way); END LOOP;
                RETURN true;
            END $$
            """,
        ])
    }

    /// Runs statements as the attacker.
    func asItself(_ statements: [String]) async throws {
        try await run("SET ROLE \(role)")
        do {
            for statement in statements { try await connection.query(sql: SQLStatement(statement)) }
        } catch {
            _ = try? await connection.query("RESET ROLE")
            throw error
        }
        try await run("RESET ROLE")
    }

    func run(_ statements: String...) async throws {
        for statement in statements { try await connection.query(sql: SQLStatement(statement)) }
    }

    /// Performs an operation in a session of somebody who trusts the attacker.
    func performTrusting(_ operation: any MigrationOperation) async throws {
        try await using(try await database.connect(ConnectionOptions(trustedOwners: [role]))) {
            try await $0.perform(operation)
        }
    }

    /// Whether the attacker has become a superuser.
    var hasWon: Bool {
        get async throws {
            try await connection.query(
                sql: "SELECT rolsuper AS won FROM pg_catalog.pg_roles WHERE rolname = $1", [.text(role)]
            ).first?["won", as: Bool.self] ?? true
        }
    }

    /// How often the code ran since it was made.
    var runs: Int64 {
        get async throws {
            try await connection.query(
                "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS runs FROM evil.runs"
            ).first?["runs", as: Int64.self] ?? -1
        }
    }

    private func leave() async throws {
        _ = try? await connection.query("ROLLBACK")
        try await run("RESET ROLE", "DROP OWNED BY \(role) CASCADE", "DROP ROLE \(role)")
    }
}
