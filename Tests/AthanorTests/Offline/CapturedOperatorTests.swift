import AthanorTesting
import Foundation
import TestSupport
import Testing

@testable import Athanor

/// Another role has operators and functions of the system's names in a schema that the session looks into first.
@Suite("Operators and functions that others put on the search path", .timeLimit(.minutes(5)))
struct CapturedOperatorTests {
    enum Way: CaseIterable, Sendable {
        case run, script
    }

    /// One for every operator of the system's between some types, and for functions; each notes that somebody else has called
    /// it.
    private static let canaries = """
        DO $do$
        DECLARE
            found record;
            types oid[] := '{text,varchar,name,oid,int2,int4,int8,bool,"\\"char\\"",numeric,jsonb,text[],oid[],regclass,timestamptz,anyarray}'::regtype[];
            place int := 0;
        BEGIN
            FOR found IN
                SELECT o.oprname::text AS name, l.type::regtype::text AS left, r.type::regtype::text AS right, o.oprresult::regtype AS result
                FROM pg_operator AS o
                JOIN unnest(types) AS l (type) ON o.oprleft IN (l.type, 25) AND (o.oprleft = l.type OR l.type = 1043)
                JOIN unnest(types) AS r (type) ON o.oprright IN (r.type, 25) AND (o.oprright = r.type OR r.type = 1043)
                WHERE o.oprnamespace = 'pg_catalog'::regnamespace
                UNION ALL VALUES ('=', 'oid', 'regclass', 'bool'::regtype), ('<>', 'oid', 'regclass', 'bool')
            LOOP
                place := place + 1;
                BEGIN
                    EXECUTE format(
                        'CREATE FUNCTION evil.op_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', place, found.left, found.right, found.result,
                        format('BEGIN PERFORM evil.note(%L); RETURN $1 OPERATOR(pg_catalog.%s) $2; END',
                               concat(found.left, found.name, found.right), found.name));
                    EXECUTE format('CREATE OPERATOR evil.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = evil.op_%s)',
                                   found.name, found.left, found.right, place);
                EXCEPTION WHEN OTHERS THEN NULL;
                END;
            END LOOP;
            FOR found IN
                SELECT p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result,
                       (SELECT string_agg('$' || i, ', ') FROM generate_series(1, p.pronargs) AS i) AS passed
                FROM pg_proc AS p
                WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND NOT p.proretset AND p.pronargs BETWEEN 0 AND 4
                  AND p.provariadic = 0 AND p.proargmodes IS NULL
                  AND p.proname ~ '^(pg_get_|pg_has_|has_|to_reg|set_config|current_s|format|quote_|lower|length|substr|md5|concat|array_|jsonb_|hashtext|pg_advisory|pg_try|obj_desc|col_desc|starts_with|split_part|clock_timestamp|now$)'
            LOOP
                BEGIN
                    EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', found.name, found.arguments, found.result,
                                   format('BEGIN PERFORM evil.note(%L); RETURN pg_catalog.%I(%s); END',
                                          found.name, found.name, found.passed));
                EXCEPTION WHEN OTHERS THEN NULL;
                END;
            END LOOP;
        END $do$
        """

    private static let history = [
        sqlRevision(
            "a1",
            """
            CREATE TABLE public.t (id int PRIMARY KEY, k text);
            CREATE MATERIALIZED VIEW public.m AS SELECT id, k FROM public.t;
            CREATE UNIQUE INDEX m_id ON public.m (id);
            CREATE VIEW public.v AS SELECT id FROM public.m;
            CREATE MATERIALIZED VIEW public.n AS SELECT id FROM public.v;
            """, down: "DROP TABLE public.t CASCADE;"),
        sqlRevision(
            "b2", after: "a1", "CREATE OR REPLACE MATERIALIZED VIEW public.m AS SELECT id, k, 1 AS more FROM public.t;",
            down: "CREATE OR REPLACE MATERIALIZED VIEW public.m AS SELECT id, k FROM public.t;"),
        sqlRevision(
            "c3", after: "b2", "REFRESH MATERIALIZED VIEW CONCURRENTLY public.m;",
            down: "REFRESH MATERIALIZED VIEW public.m;"),
        sqlRevision(
            "d4", after: "c3", "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_k ON public.t (k);",
            down: "DROP INDEX CONCURRENTLY public.t_k;"),
    ]

    /// - Parameter type: that of the column in the version table, which another tool may have made.
    @Test(
        "None of them is called by Athanor's own statements, live or in a script", arguments: Way.allCases,
        ["text", "varchar(32)"])
    func notCalled(_ way: Way, _ type: String) async throws {
        try await TestedDatabase.postgreSQL.with { bench in
            let evil = "evil_\(UUID().uuidString.prefix(8).lowercased())"
            let name = try #require(try await bench.rows("SELECT current_database()").first)
            try await bench.connected { connection in
                for statement in [
                    "CREATE ROLE \(evil)", "CREATE SCHEMA evil AUTHORIZATION \(evil)",
                    "CREATE TABLE public.athanor_version (version_num \(type) NOT NULL CONSTRAINT athanor_version_pkc PRIMARY KEY)",
                    "SET ROLE \(evil)", "CREATE TABLE evil.called (who text, what text, query text)",
                    "GRANT USAGE ON SCHEMA evil TO PUBLIC", "GRANT INSERT ON evil.called TO PUBLIC",
                    """
                    CREATE FUNCTION evil.note(what text) RETURNS void LANGUAGE plpgsql SET search_path TO pg_catalog AS $$ BEGIN
                        IF current_user <> '\(evil)' THEN
                            INSERT INTO evil.called VALUES (current_user, what, left(current_query(), 100));
                        END IF;
                    END $$
                    """,
                    Self.canaries, "RESET ROLE",
                    "ALTER DATABASE \"\(name)\" SET search_path = evil, public, pg_catalog",
                ] { try await connection.query(sql: SQLStatement(statement)) }
            }
            let calls = """
                SELECT pg_catalog.concat(c.what, ': ', c.query) FROM evil.called AS c LIMIT 5
                """
            // They are there, and would be called.
            #expect(
                try await bench.rows(
                    "SELECT 'pg_class'::pg_catalog.regclass::pg_catalog.oid = 'pg_class'::pg_catalog.regclass")
                    == ["true"])
            #expect(try await bench.rows(calls).count == 1)
            try await bench.run("TRUNCATE evil.called")

            let entries = try Self.history.enumerated().map { index, text in
                try RevisionEntry(sql: SourceText(path: "versions/\(index).sql", text: text))
            }
            for (direction, target) in [
                (RevisionStep.Direction.upgrade, "a1"), (.upgrade, "b2"), (.upgrade, "d4"), (.downgrade, "b2"),
                (.downgrade, "a1"), (.upgrade, "b2"),
            ] {
                switch way {
                case .run where direction == .upgrade: try await bench.migrator(entries).upgrade(to: .named(target))
                case .run: try await bench.migrator(entries).downgrade(to: .named(target))
                case .script:
                    let script = try await bench.offlineMigrator(entries).script(direction, .named("current:\(target)"))
                    let outcome = try bench.client.run(script)
                    #expect(outcome.exitCode == 0, "\(outcome.errors)")
                }
                #expect(try await bench.rows("SELECT version_num FROM public.athanor_version") == [target])
                let called = try await bench.rows(calls)
                #expect(called == [], "\(direction) \(target)")
            }
            try await bench.run("DROP OWNED BY \(evil) CASCADE", "DROP ROLE \(evil)")
        }
    }
}
