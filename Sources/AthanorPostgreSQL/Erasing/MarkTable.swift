internal import Athanor

/// The table `athanor.disposable`, which holds the mark of a disposable database.
enum MarkTable {
    /// Athanor's own error code: a mark in the table would not count.
    private static let doesNotCount = "AT009"

    /// A condition on the relation `c` in the schema `n`: what it holds counts as the mark. Another role may have the
    /// right to create a table with this name.
    static let counts = "(c.relkind = 'r' AND pg_catalog.pg_has_role(c.relowner, n.nspowner, 'USAGE'))"

    /// A condition on the relation `c`: it has the columns that this version reads. A table of an earlier version may
    /// lack some.
    static let hasColumns = """
        (ARRAY['database', 'marked_at', 'marked_by', 'kept_schemas', 'kept_extensions'] <@ ARRAY(
            SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
        """

    /// Creates the table if it is missing, and refuses one that does not count before anything is written into it.
    static let creating = SQLStatement(
        own: SQLStatement.block(
            """
                IF pg_catalog.to_regclass('athanor.disposable') IS NULL THEN
                    CREATE TABLE athanor.disposable (
                        database        text NOT NULL,
                        marked_at       timestamptz NOT NULL,
                        marked_by       text NOT NULL,
                        kept_schemas    text[] NOT NULL,
                        kept_extensions text[] NOT NULL
                    );
                    COMMENT ON TABLE athanor.disposable IS
                        'The mark of a disposable database: `athanor upgrade --erase-if-edited` may drop everything in it';
                    COMMENT ON COLUMN athanor.disposable.database IS 'The properties of the database that a copy does not have';
                    COMMENT ON COLUMN athanor.disposable.marked_at IS 'When the database was marked';
                    COMMENT ON COLUMN athanor.disposable.marked_by IS 'The user who marked it';
                    COMMENT ON COLUMN athanor.disposable.kept_schemas IS 'The schemas that existed before the first revision';
                    COMMENT ON COLUMN athanor.disposable.kept_extensions IS 'The extensions that existed before the first revision';
                END IF;

                SELECT c.relkind, c.relowner::pg_catalog.regrole AS owner, n.nspowner::pg_catalog.regrole AS of_schema,
                       \(counts) AS counts, \(hasColumns.indented(by: 23)) AS has_columns
                INTO mark
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'disposable';
                IF mark.relkind <> 'r' THEN
                    RAISE EXCEPTION USING
                        ERRCODE = '\(doesNotCount)',
                        MESSAGE = 'athanor.disposable is not a table, so it cannot hold the mark of a disposable database',
                        HINT = 'Drop it, then mark the database again.';
                ELSIF NOT mark.counts THEN
                    RAISE EXCEPTION USING
                        ERRCODE = '\(doesNotCount)',
                        MESSAGE = pg_catalog.concat(
                            'the table athanor.disposable belongs to the role ', mark.owner, ', so a mark in it does not count'),
                        HINT = pg_catalog.concat(
                            'If the table exists already, drop it: DROP TABLE athanor.disposable; Then mark the database as the '
                            'role ', mark.of_schema, ', which owns the schema athanor, or as a superuser.');
                ELSIF NOT mark.has_columns THEN
                    RAISE EXCEPTION USING
                        ERRCODE = '\(doesNotCount)',
                        MESSAGE = 'the table athanor.disposable is one of another version of Athanor: it lacks a column',
                        HINT = 'Drop it (DROP TABLE athanor.disposable;), then mark the database again.';
                END IF;
            """,
            declaring: "    mark record;"
        ).text)

    /// Replaces the mark. `$1` is the identity of the database, `$2` whether no revision is applied.
    ///
    /// Schemas and extensions are listed if they existed before the first revision. If revisions are applied, these are
    /// the ones with a lower OID than the schema `athanor`, which Athanor creates first. OIDs ascend until the counter
    /// wraps around, after four billion objects. What an earlier mark of the database lists is still listed, even
    /// if a revision has dropped it since.
    static let replacing = """
        WITH earlier AS (
            DELETE FROM athanor.disposable RETURNING kept_schemas, kept_extensions
        ), first_run (oid) AS (
            SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'athanor'
        )
        INSERT INTO athanor.disposable (database, marked_at, marked_by, kept_schemas, kept_extensions)
        SELECT $1::text, pg_catalog.clock_timestamp(), session_user,
               ARRAY(SELECT n.nspname::text
                     FROM pg_catalog.pg_namespace AS n
                     WHERE n.nspname NOT IN ('athanor', 'information_schema') AND n.nspname !~ '^pg_'
                       AND ($2::bool OR n.oid < f.oid)
                     UNION
                     SELECT pg_catalog.unnest(b.kept_schemas) FROM earlier AS b
                     ORDER BY 1),
               ARRAY(SELECT e.extname::text
                     FROM pg_catalog.pg_extension AS e
                     WHERE $2::bool OR e.oid < f.oid
                     UNION
                     SELECT pg_catalog.unnest(b.kept_extensions) FROM earlier AS b
                     ORDER BY 1)
        FROM first_run AS f
        """
}
