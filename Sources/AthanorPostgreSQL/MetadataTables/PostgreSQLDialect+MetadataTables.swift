package import Athanor

extension PostgreSQLDialect {
    /// The qualified, quoted name of a metadata table, in the schema `athanor`.
    package func name(of table: MetadataTable) -> String {
        quote(QualifiedName(schema: "athanor", name: table.rawValue))
    }

    /// The moment in UTC: a plain `timestamptz` would be printed in the session's time zone and `DateStyle`.
    package func iso8601(_ expression: String) -> String {
        "pg_catalog.to_char(\(expression) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    }

    /// The current time, which advances within a transaction.
    package var now: String { "pg_catalog.clock_timestamp()" }

    /// A condition with a schema-qualified operator. A script finds the version table by the session's search path,
    /// which may contain another role's operator that fits a column of another type better.
    package func condition(_ column: String, isOneOf values: [String]) -> String {
        "\(column) OPERATOR(pg_catalog.=) ANY (ARRAY[\(values.joined(separator: ", "))]::pg_catalog.text[])"
    }

    /// Creates the version table unless it exists.
    ///
    /// `CREATE TABLE IF NOT EXISTS` needs the right to create in the schema even if the table exists, so the catalog is
    /// checked first. The names are Alembic's: column `version_num`, primary key `…_pkc`.
    package func creating(versionTable: QualifiedName) -> [SQLStatement] {
        let creation = """
            CREATE TABLE \(quote(versionTable)) (
                version_num pg_catalog.text NOT NULL CONSTRAINT \(quote(versionTable.name + "_pkc")) PRIMARY KEY
            )
            """
        // A name without a schema, as in a script, is looked up on the session's search path.
        let isFound = versionTable.schema == nil
        return [
            SQLStatement(
                own: SQLStatement.block(
                    """
                    \(isFound ? "    PERFORM \(SessionPath.taking);" : "")
                        IF pg_catalog.to_regclass(\(quoteText(quote(versionTable)))) IS NULL THEN
                            EXECUTE \(quoteText(creation));
                        END IF;
                    \(isFound ? "    PERFORM \(SessionPath.pinning);" : "")
                    """
                ).text)
        ]
    }

    /// Creates the schema `athanor` and the tables of ``MetadataTable`` if they are missing, adds what tables of an
    /// older format lack, and records the format.
    ///
    /// Each table is created only if the catalog does not contain it: `IF NOT EXISTS` alone would need the right to
    /// create even if nothing is missing.
    /// - Parameter format: ignored, because the statement itself looks for what is missing.
    package func creatingMetadataTables(from format: Int?) -> [SQLStatement] {
        [SQLStatement(own: Self.metadataTables)]
    }

    /// Ends the block with an error if a check fails.
    private static let refusing = MetadataTablesGuard.refusing(versionTable: nil, for: .writing)

    private static let metadataTables = """
        DO $athanor$
        DECLARE
            found pg_catalog.json;
            table_name pg_catalog.text;
            version_table pg_catalog.oid;
        BEGIN
            -- Migrators with other version tables have other locks, and may run this at the same time.
            PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('athanor tables', 0));

            -- The tables may have changed since they were last checked, and any role may run this as a script. So they
            -- are locked before they are checked: until the end, others cannot get the stronger locks to alter them.
            \(MetadataTablesGuard.locking(for: .writing).indented(by: 12))
            \(refusing.indented(by: 12))

            IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'athanor') THEN
                IF NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') THEN
                    RAISE EXCEPTION USING
                        ERRCODE = '\(ForeignCode.refused)',
                        MESSAGE = pg_catalog.format('role %s may not create schemas in database %s, and Athanor needs the schema athanor',
                                                    current_user, pg_catalog.current_database()),
                        HINT = pg_catalog.format('Run `athanor upgrade` once as a role that may create schemas, or grant the right: '
                                                 'GRANT CREATE ON DATABASE %I TO %I;', pg_catalog.current_database(), current_user);
                END IF;
                CREATE SCHEMA athanor;
                COMMENT ON SCHEMA athanor IS 'The metadata tables of the migration tool Athanor';
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'log'
            ) THEN
                CREATE TABLE athanor.log (
                    entry           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    kind            text NOT NULL CHECK (kind IN ('upgrade', 'downgrade', 'stamp', 'refresh', 'statement', 'repair', 'reseal')),
                    subject         text NOT NULL,
                    started_at      timestamptz NOT NULL,
                    duration_ms     bigint NOT NULL,
                    outcome         text NOT NULL CHECK (outcome IN ('done', 'failed', 'cancelled')),
                    detail          text,
                    performed_by    text NOT NULL,
                    host            text NOT NULL,
                    process         bigint NOT NULL,
                    athanor_version text NOT NULL
                );
                COMMENT ON TABLE athanor.log IS 'The log: what Athanor ran, when, by whom, and how it ended';
                COMMENT ON COLUMN athanor.log.entry IS 'The number of the entry, ascending';
                COMMENT ON COLUMN athanor.log.kind IS 'upgrade, downgrade, stamp, refresh, statement, repair or reseal';
                COMMENT ON COLUMN athanor.log.subject IS 'The revision''s id, the stamped revisions, or the view''s name';
                COMMENT ON COLUMN athanor.log.started_at IS 'The start time';
                COMMENT ON COLUMN athanor.log.duration_ms IS 'The duration, in milliseconds';
                COMMENT ON COLUMN athanor.log.outcome IS 'done, failed or cancelled';
                COMMENT ON COLUMN athanor.log.detail IS 'The strategy of a refresh, the message of a failure, what was committed by itself, or NULL';
                COMMENT ON COLUMN athanor.log.performed_by IS 'The database user';
                COMMENT ON COLUMN athanor.log.host IS 'The machine that Athanor ran on';
                COMMENT ON COLUMN athanor.log.process IS 'Athanor''s process id on that machine';
                COMMENT ON COLUMN athanor.log.athanor_version IS 'The version of Athanor';
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'format'
            ) THEN
                CREATE TABLE athanor.format (version integer NOT NULL);
                COMMENT ON TABLE athanor.format IS 'One row: the format of the tables in this schema';
                INSERT INTO athanor.format (version) VALUES (\(MetadataTable.currentFormat));
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'progress'
            ) THEN
                CREATE TABLE athanor.progress (
                    version_table text NOT NULL,
                    revision      text NOT NULL,
                    direction     text NOT NULL CHECK (direction IN ('upgrade', 'downgrade')),
                    segment       integer NOT NULL,
                    fingerprint   text NOT NULL,
                    finished      boolean NOT NULL,
                    position      text,
                    rows          bigint NOT NULL,
                    PRIMARY KEY (version_table, revision, direction, segment)
                );
                COMMENT ON TABLE athanor.progress IS 'The progress of revisions that stopped between their segments';
                COMMENT ON COLUMN athanor.progress.version_table IS 'The version table of the revision''s history';
                COMMENT ON COLUMN athanor.progress.revision IS 'The revision''s id';
                COMMENT ON COLUMN athanor.progress.direction IS 'upgrade or downgrade';
                COMMENT ON COLUMN athanor.progress.segment IS 'The number of the segment in the revision, counted from 0';
                COMMENT ON COLUMN athanor.progress.fingerprint IS 'A hash of what the segment does, to detect an edit';
                COMMENT ON COLUMN athanor.progress.finished IS 'Whether the whole segment is committed';
                COMMENT ON COLUMN athanor.progress.position IS 'The key of the last row that a backfill has updated, or NULL';
                COMMENT ON COLUMN athanor.progress.rows IS 'The number of rows that a backfill has updated';
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'views'
            ) THEN
                CREATE TABLE athanor.views (
                    schema     text NOT NULL,
                    name       text NOT NULL,
                    kind       text NOT NULL CHECK (kind IN ('view', 'materialized view')),
                    relation   text NOT NULL,
                    definition text NOT NULL,
                    comparable text,
                    noted_at   timestamptz NOT NULL,
                    PRIMARY KEY (schema, name)
                );
                COMMENT ON TABLE athanor.views IS 'The views that revisions made, as the revisions made them';
                COMMENT ON COLUMN athanor.views.schema IS 'The view''s schema';
                COMMENT ON COLUMN athanor.views.name IS 'The view''s name';
                COMMENT ON COLUMN athanor.views.kind IS 'view or materialized view';
                COMMENT ON COLUMN athanor.views.relation IS 'The cluster''s identifier, the database''s OID and the view''s OID';
                COMMENT ON COLUMN athanor.views.definition IS 'The definition, as the server wrote it after the revision';
                COMMENT ON COLUMN athanor.views.comparable IS 'The definition, as the server writes it after parsing it again, or NULL';
                COMMENT ON COLUMN athanor.views.noted_at IS 'When the view was recorded';
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'log' AND a.attname = 'strategy'
            ) THEN
                ALTER TABLE athanor.log DROP CONSTRAINT log_outcome_check;
                ALTER TABLE athanor.log
                    ADD CONSTRAINT log_outcome_check CHECK (outcome IN ('done', 'failed', 'cancelled')),
                    ADD COLUMN strategy text,
                    ADD COLUMN rows_before bigint,
                    ADD COLUMN rows_after bigint,
                    ADD COLUMN bytes_before bigint,
                    ADD COLUMN bytes_after bigint,
                    ADD COLUMN rows_inserted bigint,
                    ADD COLUMN rows_updated bigint,
                    ADD COLUMN rows_deleted bigint,
                    ADD COLUMN view_state text;
                COMMENT ON COLUMN athanor.log.strategy IS 'For a refresh: concurrently, plain or rebuilt';
                COMMENT ON COLUMN athanor.log.rows_before IS 'For a refresh: the number of rows in the view before it, or NULL';
                COMMENT ON COLUMN athanor.log.rows_after IS 'For a refresh: the number of rows in the view after it, or NULL';
                COMMENT ON COLUMN athanor.log.bytes_before IS 'For a refresh: the bytes of the view and its indexes before it, or NULL';
                COMMENT ON COLUMN athanor.log.bytes_after IS 'For a refresh: the bytes of the view and its indexes after it, or NULL';
                COMMENT ON COLUMN athanor.log.rows_inserted IS 'For a refresh: the number of rows that it inserted, or NULL';
                COMMENT ON COLUMN athanor.log.rows_updated IS 'For a refresh: the number of rows that it updated, or NULL';
                COMMENT ON COLUMN athanor.log.rows_deleted IS 'For a refresh: the number of rows that it deleted, or NULL';
                COMMENT ON COLUMN athanor.log.view_state IS 'For a refresh: a value that shows whether somebody else refreshed the view since';
                CREATE INDEX log_refreshes ON athanor.log (subject, entry) WHERE kind = 'refresh';
                ALTER TABLE athanor.views ADD COLUMN refresh text;
                COMMENT ON COLUMN athanor.views.refresh IS 'The freshness target of the view, as ''every 5 minutes''; or NULL';
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'revisions'
            ) THEN
                CREATE TABLE athanor.revisions (
                    version_table text NOT NULL,
                    revision      text NOT NULL,
                    checksum      text NOT NULL,
                    sealed_at     timestamptz NOT NULL,
                    PRIMARY KEY (version_table, revision)
                );
                COMMENT ON TABLE athanor.revisions IS 'The checksums of applied revisions, to detect later edits';
                COMMENT ON COLUMN athanor.revisions.version_table IS 'The version table of the revision''s history';
                COMMENT ON COLUMN athanor.revisions.revision IS 'The revision''s id';
                COMMENT ON COLUMN athanor.revisions.checksum IS 'The version of the hash, and a hash of what the revision does';
                COMMENT ON COLUMN athanor.revisions.sealed_at IS 'When the checksum was recorded';
                ALTER TABLE athanor.progress ADD COLUMN IF NOT EXISTS kind text, ADD COLUMN IF NOT EXISTS summary text;
                COMMENT ON COLUMN athanor.progress.kind IS 'transaction, statement or batches';
                COMMENT ON COLUMN athanor.progress.summary IS 'A short description of what the segment does';
                ALTER TABLE athanor.log DROP CONSTRAINT IF EXISTS log_kind_check;
                ALTER TABLE athanor.log ADD CONSTRAINT log_kind_check
                    CHECK (kind IN ('upgrade', 'downgrade', 'stamp', 'refresh', 'statement', 'repair', 'reseal'));
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'log' AND a.attname = 'version_table'
            ) THEN
                ALTER TABLE athanor.log ADD COLUMN version_table text;
                COMMENT ON COLUMN athanor.log.version_table IS 'The version table of the history that the work belongs to, or NULL';
            END IF;

            IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'athanor' AND c.relname = 'views' AND a.attname = 'rule'
            ) THEN
                ALTER TABLE athanor.views ADD COLUMN rule text;
                COMMENT ON COLUMN athanor.views.rule IS 'Hashes of the view''s rule and of its columns'' names, or NULL';
                \(NotingViews.adopting.indented(by: 8))
            END IF;

            -- The new objects belong to the session's role, which may be a role that is not trusted.
            \(refusing.indented(by: 12))

            -- A role without these rights does not own the tables either. The first entry that it writes fails,
            -- and the error names the missing rights.
            IF pg_catalog.has_schema_privilege('athanor', 'USAGE') THEN
                IF pg_catalog.has_table_privilege('athanor.format', 'SELECT') THEN
                    IF EXISTS (SELECT FROM athanor.format WHERE version < \(MetadataTable.currentFormat)) THEN
                        UPDATE athanor.format SET version = \(MetadataTable.currentFormat);
                    END IF;
                END IF;
            END IF;
        END
        $athanor$
        """
}
