import Athanor
import TestSupport

/// Athanor's tables as its earlier versions made them: format 1 has a log, 2 a table of progress too, 3 one of views, 4
/// figures of refreshes, 5 checksums of revisions.
enum OldMetadataTables {
    /// Puts the tables of a format, which are empty, in the place of those that are there.
    static func replacePresent(in bench: TestBench, by format: Int, on tested: TestedDatabase) async throws {
        let dropping =
            tested == .sqlite
            ? MetadataTable.allCases.map { "DROP TABLE athanor_\($0.rawValue)" } : ["DROP SCHEMA athanor CASCADE"]
        try await bench.connected { connection in
            for statement in dropping + creating(format: format, on: tested) {
                try await connection.query(sql: SQLStatement(statement))
            }
        }
    }

    /// The statements that make the tables of a format.
    private static func creating(format: Int, on tested: TestedDatabase) -> [String] {
        let tables = tested == .sqlite ? sqlite(format) : postgreSQL(format)
        return tables + ["INSERT INTO \(tested == .sqlite ? "athanor_format" : "athanor.format") VALUES (\(format))"]
    }

    private static func sqlite(_ format: Int) -> [String] {
        let log = """
            CREATE TABLE athanor_log (
                entry INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                started_at TEXT NOT NULL,
                duration_ms INTEGER NOT NULL,
                outcome TEXT NOT NULL,
                detail TEXT,
                performed_by TEXT NOT NULL,
                host TEXT NOT NULL,
                process INTEGER NOT NULL,
                athanor_version TEXT NOT NULL
            )
            """
        let progress = """
            CREATE TABLE athanor_progress (
                version_table TEXT NOT NULL,
                revision TEXT NOT NULL,
                direction TEXT NOT NULL,
                segment INTEGER NOT NULL,
                fingerprint TEXT NOT NULL,
                finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
                position TEXT,
                rows INTEGER NOT NULL,
                PRIMARY KEY (version_table, revision, direction, segment)
            )
            """
        let views = """
            CREATE TABLE athanor_views (
                name TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('view', 'materialized view')),
                definition TEXT NOT NULL,
                noted_at TEXT NOT NULL
            )
            """
        return [log] + (format > 1 ? [progress] : []) + (format > 2 ? [views] : [])
            + (format > 3 ? refreshes("athanor_", number: "INTEGER") : [])
            + (format > 4 ? seals("athanor_", moment: "TEXT") : [])
            + ["CREATE TABLE athanor_format (version INTEGER NOT NULL)"]
    }

    /// What format 4 brought.
    private static func refreshes(_ prefix: String, number: String) -> [String] {
        let numbers = [
            "rows_before", "rows_after", "bytes_before", "bytes_after", "rows_inserted", "rows_updated", "rows_deleted",
        ]
        let columns = ["strategy TEXT"] + numbers.map { "\($0) \(number)" } + ["view_state TEXT"]
        let index = prefix == "athanor_" ? "athanor_log_refreshes" : "log_refreshes"
        return columns.map { "ALTER TABLE \(prefix)log ADD COLUMN \($0)" } + [
            "CREATE INDEX \(index) ON \(prefix)log (subject, entry) WHERE kind = 'refresh'",
            "ALTER TABLE \(prefix)views ADD COLUMN refresh TEXT",
        ]
    }

    /// What format 5 brought.
    private static func seals(_ prefix: String, moment: String) -> [String] {
        [
            """
            CREATE TABLE \(prefix)revisions (
                version_table TEXT NOT NULL,
                revision TEXT NOT NULL,
                checksum TEXT NOT NULL,
                sealed_at \(moment) NOT NULL,
                PRIMARY KEY (version_table, revision)
            )
            """,
            "ALTER TABLE \(prefix)progress ADD COLUMN kind TEXT",
            "ALTER TABLE \(prefix)progress ADD COLUMN summary TEXT",
        ]
    }

    private static func postgreSQL(_ format: Int) -> [String] {
        let kinds =
            "'upgrade', 'downgrade', 'stamp', 'refresh'" + (format > 1 ? ", 'statement'" : "")
            + (format > 4 ? ", 'repair', 'reseal'" : "")
        let outcomes = "'done', 'failed'" + (format > 3 ? ", 'cancelled'" : "")
        let log = """
            CREATE TABLE athanor.log (
                entry           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind            text NOT NULL CHECK (kind IN (\(kinds))),
                subject         text NOT NULL,
                started_at      timestamptz NOT NULL,
                duration_ms     bigint NOT NULL,
                outcome         text NOT NULL CHECK (outcome IN (\(outcomes))),
                detail          text,
                performed_by    text NOT NULL,
                host            text NOT NULL,
                process         bigint NOT NULL,
                athanor_version text NOT NULL
            )
            """
        let progress = """
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
            )
            """
        let views = """
            CREATE TABLE athanor.views (
                schema     text NOT NULL,
                name       text NOT NULL,
                kind       text NOT NULL CHECK (kind IN ('view', 'materialized view')),
                relation   text NOT NULL,
                definition text NOT NULL,
                comparable text,
                noted_at   timestamptz NOT NULL,
                PRIMARY KEY (schema, name)
            )
            """
        return ["CREATE SCHEMA athanor", log] + (format > 1 ? [progress] : []) + (format > 2 ? [views] : [])
            + (format > 3 ? refreshes("athanor.", number: "bigint") : [])
            + (format > 4 ? seals("athanor.", moment: "timestamptz") : [])
            + ["CREATE TABLE athanor.format (version integer NOT NULL)"]
    }
}
