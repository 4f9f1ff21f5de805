import Athanor
import AthanorPostgreSQL
import AthanorTesting

/// A chain of views and materialized views over two schemas, in which every property that a replacement must keep has an
/// unusual value.
enum UnusualViews {
    static let replaced: QualifiedName = QualifiedName(schema: "Sales", name: "Daily Totals")

    static let newQuery = """
        SELECT customer, day, sum(total) AS total, count(*) AS orders, max(total) AS largest
        FROM ops.recent GROUP BY customer, day
        """

    /// Builds it.
    static func build(on connection: any Connection) async throws {
        for role in ["athanor_owner", "Athanor Second", "athanor_reader", "athanor_extra"] {
            try await connection.query(
                sql: """
                    DO $$ BEGIN CREATE ROLE "\(role)"; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$
                    """)
        }
        try await connection.query("SET allow_in_place_tablespaces = on")
        do {
            try await connection.query("CREATE TABLESPACE athanor_space LOCATION ''")
        } catch let error as DatabaseFailure where ["42710", "23505"].contains(error.code) {
            // Another test has made it.
        }
        for statement in try read(script) { try await connection.query(sql: SQLStatement(statement.slice)) }
    }

    private static let script = """
        CREATE SCHEMA base;
        CREATE SCHEMA "Sales";
        CREATE SCHEMA ops;
        GRANT USAGE, CREATE ON SCHEMA "Sales", ops TO athanor_owner, "Athanor Second";
        GRANT USAGE ON SCHEMA base, "Sales", ops TO athanor_reader;
        CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
        CREATE TABLE base.orders (id int PRIMARY KEY, customer text, total numeric, at timestamptz);
        INSERT INTO base.orders
        SELECT i, 'customer ' || i % 7, i * 1.5, timestamptz '2026-01-01 00:00Z' + i * interval '7 hours'
        FROM generate_series(1, 500) AS i;
        GRANT SELECT ON base.orders TO athanor_owner, "Athanor Second";
        CREATE TABLE base.secret (customer text);
        CREATE TABLE base.log (customer text, total numeric);

        CREATE VIEW ops.recent WITH (security_barrier = true) AS
        SELECT id, customer, total, (at AT TIME ZONE 'UTC')::date AS day FROM base.orders WHERE id BETWEEN 10 AND 490;
        ALTER VIEW ops.recent OWNER TO athanor_owner;

        CREATE MATERIALIZED VIEW "Sales"."Daily Totals" USING heap_too
        WITH (fillfactor = 71, autovacuum_enabled = off, toast.autovacuum_vacuum_threshold = 123)
        TABLESPACE athanor_space AS
        SELECT customer, day, sum(total) AS total, count(*) AS orders FROM ops.recent GROUP BY customer, day;
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" ALTER COLUMN customer SET STATISTICS 321;
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" ALTER COLUMN customer SET (n_distinct = -0.25);
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" ALTER COLUMN customer SET STORAGE EXTERNAL;
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" ALTER COLUMN customer SET COMPRESSION pglz;
        CREATE UNIQUE INDEX "Daily Key" ON "Sales"."Daily Totals" (day DESC NULLS LAST, customer COLLATE "C")
            INCLUDE (total) NULLS NOT DISTINCT WITH (fillfactor = 83) TABLESPACE athanor_space;
        CREATE INDEX "odd ""index" ON "Sales"."Daily Totals" USING btree (lower(customer) text_pattern_ops, (total * 2))
            WHERE total > 3;
        ALTER INDEX "Sales"."odd ""index" ALTER COLUMN 2 SET STATISTICS 77;
        CREATE INDEX hashed ON "Sales"."Daily Totals" USING hash (customer);
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" CLUSTER ON "Daily Key";
        CREATE STATISTICS ops."Odd Statistics" (mcv, ndistinct) ON customer, day, (total * 3) FROM "Sales"."Daily Totals";
        ALTER STATISTICS ops."Odd Statistics" SET STATISTICS 55;
        ALTER STATISTICS ops."Odd Statistics" OWNER TO "Athanor Second";
        COMMENT ON STATISTICS ops."Odd Statistics" IS 'statistics''s comment';
        COMMENT ON MATERIALIZED VIEW "Sales"."Daily Totals" IS 'a ''quoted'' \\ comment 日本語';
        COMMENT ON COLUMN "Sales"."Daily Totals".day IS 'the day';
        COMMENT ON INDEX "Sales"."Daily Key" IS 'the key';
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" OWNER TO athanor_owner;
        GRANT SELECT ON "Sales"."Daily Totals" TO "Athanor Second" WITH GRANT OPTION;
        GRANT SELECT (day, customer) ON "Sales"."Daily Totals" TO PUBLIC;
        REVOKE TRUNCATE ON "Sales"."Daily Totals" FROM athanor_owner;
        SET ROLE "Athanor Second";
        GRANT SELECT ON "Sales"."Daily Totals" TO athanor_reader;
        RESET ROLE;
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" REPLICA IDENTITY FULL;
        COMMENT ON TYPE "Sales"."Daily Totals" IS 'a row';
        COMMENT ON TYPE "Sales"."Daily Totals"[] IS 'rows';
        COMMENT ON RULE "_RETURN" ON "Sales"."Daily Totals" IS 'the query';
        REVOKE USAGE ON TYPE "Sales"."Daily Totals" FROM PUBLIC;
        GRANT USAGE ON TYPE "Sales"."Daily Totals" TO "Athanor Second" WITH GRANT OPTION;
        SET ROLE "Athanor Second";
        GRANT USAGE ON TYPE "Sales"."Daily Totals" TO athanor_reader;
        RESET ROLE;
        ALTER INDEX "Sales"."Daily Key" DEPENDS ON EXTENSION plpgsql;
        ALTER MATERIALIZED VIEW "Sales"."Daily Totals" DEPENDS ON EXTENSION plpgsql;

        CREATE VIEW ops.totals WITH (security_invoker = true) AS
        SELECT d.customer, sum(d.total) AS total, count(*) FILTER (WHERE d.orders > 1) AS busy
        FROM "Sales"."Daily Totals" AS d GROUP BY d.customer;
        COMMENT ON COLUMN ops.totals.busy IS 'busy days';
        GRANT SELECT (customer) ON ops.totals TO athanor_reader;
        GRANT SELECT ON ops.totals TO "Athanor Second";
        CREATE SEQUENCE ops."odd ""sequence" OWNED BY ops.totals.busy;
        SELECT setval('ops."odd ""sequence"', 4711);
        CREATE SEQUENCE ops.unused OWNED BY ops.totals.total;
        ALTER VIEW ops.totals ALTER busy SET DEFAULT nextval('ops."odd ""sequence"');
        GRANT USAGE ON SEQUENCE ops.unused TO athanor_reader;
        COMMENT ON TYPE ops.totals IS 'a total';
        COMMENT ON RULE "_RETURN" ON ops.totals IS 'the totals';

        CREATE VIEW "Sales".totals AS SELECT customer, total FROM ops.totals WHERE total > 10;
        ALTER VIEW "Sales".totals OWNER TO "Athanor Second";

        CREATE MATERIALIZED VIEW ops."m""2" AS
        SELECT t.customer, t.total, s.busy FROM "Sales".totals AS t JOIN ops.totals AS s USING (customer);
        CREATE UNIQUE INDEX ON ops."m""2" (customer);
        ALTER MATERIALIZED VIEW ops."m""2" REPLICA IDENTITY NOTHING;
        REVOKE USAGE ON TYPE ops."m""2" FROM PUBLIC, CURRENT_USER;
        GRANT ALL ON ops."m""2" TO athanor_reader;

        CREATE VIEW "Sales".summary AS
        SELECT x.customer AS who, x.total, d.day FROM ops."m""2" AS x JOIN "Sales"."Daily Totals" AS d USING (customer);
        ALTER VIEW "Sales".summary RENAME COLUMN who TO "Who";
        ALTER VIEW "Sales".summary ALTER COLUMN total SET DEFAULT 42;
        CREATE FUNCTION ops.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER instead INSTEAD OF INSERT ON "Sales".summary FOR EACH ROW EXECUTE FUNCTION ops.refuse();
        ALTER TRIGGER instead ON "Sales".summary DEPENDS ON EXTENSION plpgsql;
        COMMENT ON TRIGGER instead ON "Sales".summary IS 'instead of inserting';
        CREATE RULE writing AS ON UPDATE TO "Sales".summary DO INSTEAD
            INSERT INTO base.log SELECT customer, total FROM "Sales".totals;
        COMMENT ON RULE writing ON "Sales".summary IS 'a rule';

        CREATE MATERIALIZED VIEW ops.final AS SELECT "Who", max(day) AS latest FROM "Sales".summary GROUP BY "Who" WITH NO DATA;
        CREATE MATERIALIZED VIEW "Sales".counts AS SELECT count(*) AS n FROM ops.final, ops.totals WITH NO DATA;

        ALTER TABLE base.secret ENABLE ROW LEVEL SECURITY;
        CREATE POLICY known ON base.secret AS RESTRICTIVE FOR ALL TO athanor_reader
            USING (customer IN (SELECT t.customer FROM ops.totals AS t)) WITH CHECK (EXISTS (SELECT FROM "Sales".totals));
        COMMENT ON POLICY known ON base.secret IS 'a policy';
        CREATE RULE logging AS ON DELETE TO base.log WHERE old.total > 5 DO ALSO
            INSERT INTO base.log SELECT customer, total FROM ops."m""2";
        ALTER TABLE base.log ENABLE ALWAYS RULE logging;
        CREATE FUNCTION ops.known(who text, OUT total numeric) LANGUAGE sql STABLE
            BEGIN ATOMIC SELECT t.total FROM "Sales".totals AS t WHERE t.customer = who; END;
        COMMENT ON FUNCTION ops.known IS 'a function';
        GRANT EXECUTE ON FUNCTION ops.known TO athanor_reader;
        ANALYZE;
        ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO athanor_extra;
        """
}
