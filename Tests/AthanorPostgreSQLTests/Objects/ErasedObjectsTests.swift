import Athanor
import AthanorPostgreSQL
import AthanorTesting
import Testing

@Suite struct ErasedObjectsTests {
    private func migrator(_ upgrade: String, of database: TemporaryPostgreSQLDatabase, role: String? = nil) throws
        -> Migrator
    {
        let text = """
            -- first
            --
            -- revision: a
            -- down_revision:

            -- upgrade
            \(upgrade)
            -- downgrade
            SELECT 1;
            """
        let entry = try RevisionEntry(sql: SourceText(path: "versions/a.sql", text: text))
        return database.migrator(
            try RevisionSet([entry]), options: MigratorOptions(connection: ConnectionOptions(role: role)))
    }

    /// One object of each kind that needs no contrib module.
    private static let objects = """
        CREATE SCHEMA "s %";
        CREATE TYPE "s %".mood AS ENUM ('sad');
        CREATE TYPE pair AS (a int, b int);
        CREATE DOMAIN positive AS int CHECK (VALUE > 0);
        CREATE TYPE span AS RANGE (subtype = float8);
        CREATE SEQUENCE numbers;
        CREATE TABLE base (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m "s %".mood, p positive);
        CREATE TABLE parts (id int) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (9);
        CREATE TABLE heirs () INHERITS (base);
        CREATE STATISTICS stats ON id, p FROM base;
        CREATE VIEW seen AS SELECT id FROM base;
        CREATE MATERIALIZED VIEW kept AS SELECT id FROM seen;
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION one(pair) RETURNS int LANGUAGE sql AS 'SELECT 2';
        CREATE PROCEDURE act() LANGUAGE sql AS 'SELECT 1';
        CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int, initcond = '0');
        CREATE FUNCTION same(pair, pair) RETURNS bool LANGUAGE sql AS 'SELECT $1.a = $2.a';
        CREATE OPERATOR === (leftarg = pair, rightarg = pair, function = same);
        CREATE OPERATOR CLASS pair_ops FOR TYPE pair USING hash AS OPERATOR 1 ===;
        CREATE COLLATION german (provider = libc, locale = 'C');
        CREATE TEXT SEARCH DICTIONARY words (template = simple);
        CREATE TEXT SEARCH CONFIGURATION plain (copy = simple);
        CREATE CAST (pair AS int) WITH FUNCTION one(pair);
        CREATE FOREIGN DATA WRAPPER far;
        CREATE SERVER away FOREIGN DATA WRAPPER far;
        CREATE FOREIGN TABLE there (id int) SERVER away;
        CREATE PUBLICATION everything FOR TABLE base;
        CREATE FUNCTION notice() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no drops'; END $$;
        CREATE EVENT TRIGGER no_drops ON sql_drop WHEN TAG IN ('DROP TABLE', 'DROP SCHEMA')
            EXECUTE FUNCTION notice();
        SELECT lo_create(0);
        CREATE PROCEDURE deed(IN a int) LANGUAGE sql AS 'SELECT 1';
        CREATE PROCEDURE deed(OUT a int) LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION several(VARIADIC a text[], OUT b int) LANGUAGE sql AS 'SELECT 1';
        CREATE AGGREGATE every_row (*) (sfunc = int8inc, stype = int8, initcond = '0');
        CREATE AGGREGATE ranked (float8 ORDER BY anyelement)
            (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
        CREATE FUNCTION negated(pair) RETURNS pair LANGUAGE sql AS 'SELECT $1';
        CREATE OPERATOR !!! (rightarg = pair, function = negated);
        CREATE OPERATOR FAMILY "s %".fam USING btree;
        CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
        CREATE TEXT SEARCH PARSER parser
            (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
        CREATE TEXT SEARCH TEMPLATE template (lexize = dsimple_lexize);
        CREATE ACCESS METHOD trees TYPE INDEX HANDLER bthandler;
        CREATE LANGUAGE "other %" HANDLER plpgsql_call_handler;
        CREATE USER MAPPING FOR PUBLIC SERVER away;
        ALTER DEFAULT PRIVILEGES IN SCHEMA "s %" GRANT SELECT ON TABLES TO PUBLIC;
        -- Of types and functions of the system's own, which stay.
        CREATE CAST (point AS jsonb) WITH INOUT;
        CREATE TRANSFORM FOR jsonb LANGUAGE plpgsql (FROM SQL WITH FUNCTION dsimple_init(internal));
        CREATE TRANSFORM FOR timestamp with time zone LANGUAGE "other %" (FROM SQL WITH FUNCTION dsimple_init(internal));
        """

    @Test("Objects of every kind are dropped, and the history can be applied again")
    func everyKind() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let before = try migrator(Self.objects, of: database)
            let catalog = try await database.withConnection { connection in
                try await PostgreSQL().catalog(on: connection).snapshot(without: "public.athanor_version")
            }
            try await before.markAsDisposable()
            try await before.upgrade()
            let after = try migrator(Self.objects + "\nSELECT 1;", of: database)
            #expect(try await after.eraseIfEdited()?.edited == ["a"])
            try await database.withConnection { connection in
                let left = try await PostgreSQL().catalog(on: connection).snapshot(without: "public.athanor_version")
                #expect(catalog.differences(to: left).isEmpty, "\(catalog.differences(to: left))")
                let others = try await connection.query(
                    """
                    SELECT (SELECT count(*) FROM pg_largeobject_metadata) + (SELECT count(*) FROM pg_publication)
                         + (SELECT count(*) FROM pg_foreign_server) + (SELECT count(*) FROM pg_foreign_data_wrapper)
                         + (SELECT count(*) FROM pg_cast WHERE oid >= 16384) + (SELECT count(*) FROM pg_event_trigger)
                         + (SELECT count(*) FROM pg_transform) + (SELECT count(*) FROM pg_am WHERE oid >= 16384)
                         + (SELECT count(*) FROM pg_language WHERE oid >= 16384) + (SELECT count(*) FROM pg_default_acl)
                         + (SELECT count(*) FROM pg_proc WHERE oid >= 16384)
                         + (SELECT count(*) FROM pg_operator WHERE oid >= 16384)
                         + (SELECT count(*) FROM pg_opfamily WHERE oid >= 16384)
                         + (SELECT count(*) FROM pg_conversion WHERE oid >= 16384)
                         + (SELECT count(*) FROM pg_ts_parser WHERE oid >= 16384)
                         + (SELECT count(*) FROM pg_ts_template WHERE oid >= 16384) AS n
                    """)
                #expect(try others.map { try $0["n", as: Int.self] } == [0])
            }
            try await after.upgrade()
        }
    }

    @Test("Objects that a revision creates in pg_catalog are dropped")
    func inSystemSchema() async throws {
        let upgrade = """
            CREATE TYPE pg_catalog.mood AS ENUM ('sad');
            CREATE DOMAIN pg_catalog.positive AS int CHECK (VALUE > 0);
            CREATE FUNCTION pg_catalog.one(mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE PROCEDURE pg_catalog.act() LANGUAGE sql AS 'SELECT 1';
            CREATE AGGREGATE pg_catalog.every_row (*) (sfunc = int8inc, stype = int8, initcond = '0');
            CREATE FUNCTION pg_catalog.same(mood, mood) RETURNS bool LANGUAGE sql AS 'SELECT true';
            CREATE OPERATOR pg_catalog.=== (leftarg = mood, rightarg = mood, function = pg_catalog.same);
            CREATE OPERATOR CLASS pg_catalog.mood_ops FOR TYPE mood USING hash AS OPERATOR 1 ===;
            CREATE TEXT SEARCH DICTIONARY pg_catalog.words (template = simple);
            CREATE TEXT SEARCH CONFIGURATION pg_catalog.plain (copy = simple);
            CREATE CONVERSION pg_catalog.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
            CREATE TABLE t (m mood, p positive);
            CREATE STATISTICS pg_catalog.stats ON m, p FROM t;
            """
        try await TemporaryPostgreSQLDatabase.with { database in
            let before = try migrator(upgrade, of: database)
            try await before.markAsDisposable()
            try await before.upgrade()
            let after = try migrator(upgrade + "\nSELECT 1;", of: database)
            #expect(try await after.eraseIfEdited()?.edited == ["a"])
            try await database.withConnection { connection in
                let left = try await connection.query(
                    """
                    SELECT proname::text AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND oid >= 16384
                    UNION ALL
                    SELECT typname::text FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND oid >= 16384
                    """)
                #expect(left.isEmpty, "\(left)")
            }
            try await after.upgrade()
        }
    }

    @Test("The schema public keeps its privileges, and extensions that were there before the mark are kept")
    func extensions() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            try await database.withConnection { connection in
                guard
                    try await connection.query(
                        "SELECT 1 FROM pg_available_extensions WHERE name IN ('citext', 'hstore') HAVING count(*) = 2"
                    )
                    .count == 1
                else { return }
                try await connection.query("CREATE SCHEMA extensions")
                try await connection.query("CREATE EXTENSION citext SCHEMA extensions")
                try await connection.query("GRANT CREATE ON SCHEMA public TO pg_monitor")
                let acl: BoundSQL = "SELECT nspacl::text AS acl FROM pg_namespace WHERE nspname = 'public'"
                let granted = try await connection.query(acl)
                let upgrade = """
                    CREATE EXTENSION hstore;
                    CREATE TABLE t (name extensions.citext, tags hstore);
                    CREATE TABLE extensions.u (id int);
                    """
                let before = try migrator(upgrade, of: database)
                try await before.markAsDisposable()
                try await before.upgrade()
                let after = try migrator(upgrade + "\nSELECT 1;", of: database)
                #expect(try await after.eraseIfEdited() != nil)
                #expect(try await connection.query(acl) == granted)
                let names = try await connection.query("SELECT extname::text AS n FROM pg_extension ORDER BY 1")
                #expect(try names.map { try $0["n", as: String.self] } == ["citext", "plpgsql"])
                try await after.upgrade()
            }
        }
    }

    @Test("Objects of another owner are refused, with advice, and nothing is dropped")
    func otherOwner() async throws {
        try await TemporaryPostgreSQLDatabase.with { database in
            let role = "athanor_\(database.name.suffix(16))"
            try await database.withConnection { connection in
                try await connection.query("CREATE ROLE \(identifier: role)")
                try await connection.query(
                    "GRANT CREATE ON DATABASE \(identifier: database.name) TO \(identifier: role)")
                try await connection.query("GRANT CREATE, USAGE ON SCHEMA public TO \(identifier: role)")
            }
            let before = try migrator("CREATE TABLE t (id int);", of: database, role: role)
            try await before.markAsDisposable()
            try await before.upgrade()
            try await database.withConnection { try await $0.query("CREATE TABLE public.theirs (id int)") }
            let after = try migrator("CREATE TABLE t (id int, n int);", of: database, role: role)
            let error = await #expect(throws: ErasingError.self) { try await after.eraseIfEdited() }
            let text = "\(try #require(error))"
            #expect(text.contains("must be owner of table theirs"), "\(text)")
            #expect(text.contains("Nothing was erased.") && text.contains("Erasing needs the owner"), "\(text)")
            #expect(try await after.versionRows() == ["a"])
            try await database.withConnection { connection in
                try await connection.query("SELECT id FROM public.t")
                try await connection.query("DROP OWNED BY \(identifier: role) CASCADE")
                try await connection.query("DROP ROLE \(identifier: role)")
            }
        }
    }
}
