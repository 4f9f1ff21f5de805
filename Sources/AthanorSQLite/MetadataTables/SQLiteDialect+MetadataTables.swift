package import Athanor

extension MetadataTable {
    /// The table's name in SQLite. A prefix distinguishes it, since SQLite has no schemas for that.
    var sqliteName: String { "athanor_" + rawValue }
}

extension SQLiteDialect {
    /// Returns statements that create the version table, unless it exists. Its columns are the same as in Alembic.
    package func creating(versionTable: QualifiedName) -> [SQLStatement] {
        [
            SQLStatement(
                """
                CREATE TABLE IF NOT EXISTS \(quote(versionTable)) (
                    version_num TEXT NOT NULL,
                    CONSTRAINT \(quote(versionTable.name + "_pkc")) PRIMARY KEY (version_num)
                )
                """)
        ]
    }

    /// Returns statements that create the metadata tables, unless they exist, upgrade tables of an older format, and
    /// record the format.
    package func creatingMetadataTables(from format: Int?) -> [SQLStatement] {
        guard let format else { return creatingMissingTables + [indexingRefreshes, notingFirstFormat] }
        let refreshes = format < MetadataTable.formatWithRefreshes ? addingRefreshes(from: format) : []
        let kinds =
            (MetadataTable.formatWithProgress..<MetadataTable.formatWithChecksums).contains(format)
            ? addingKindsOfParts : []
        let histories =
            format < MetadataTable.formatWithHistories
            ? [SQLStatement("ALTER TABLE \(name(of: .log)) ADD COLUMN \(Self.historyColumn)")] : []
        return creatingMissingTables + refreshes + kinds + histories + [
            SQLStatement(
                "UPDATE \(name(of: .format)) SET version = $1 WHERE version < $1",
                [.integer(Int64(MetadataTable.currentFormat))])
        ]
    }

    /// The columns of the log that are about refreshes.
    private static let refreshColumns = [
        "strategy TEXT", "rows_before INTEGER", "rows_after INTEGER", "bytes_before INTEGER", "bytes_after INTEGER",
        "rows_inserted INTEGER", "rows_updated INTEGER", "rows_deleted INTEGER", "view_state TEXT",
    ]

    /// The column of the log with the version table's name.
    private static let historyColumn = "version_table TEXT"

    /// The changes of the format with refreshes. SQLite has no ADD COLUMN IF NOT EXISTS.
    private func addingRefreshes(from format: Int) -> [SQLStatement] {
        let log = Self.refreshColumns.map { SQLStatement("ALTER TABLE \(name(of: .log)) ADD COLUMN \($0)") }
        // If there was no table of views, it has just been created with its current columns.
        let views =
            format >= MetadataTable.formatWithViews
            ? [SQLStatement("ALTER TABLE \(name(of: .views)) ADD COLUMN refresh TEXT")] : []
        return log + [indexingRefreshes] + views
    }

    /// The changes of the format with the table of revisions.
    private var addingKindsOfParts: [SQLStatement] {
        ["kind", "summary"].map { SQLStatement("ALTER TABLE \(name(of: .progress)) ADD COLUMN \($0) TEXT") }
    }

    private var indexingRefreshes: SQLStatement {
        SQLStatement(
            "CREATE INDEX IF NOT EXISTS main.athanor_log_refreshes ON athanor_log (subject, entry) WHERE kind = 'refresh'"
        )
    }

    private var notingFirstFormat: SQLStatement {
        SQLStatement(
            """
            INSERT INTO \(name(of: .format)) (version)
            SELECT $1
            WHERE NOT EXISTS (SELECT 1 FROM \(name(of: .format)))
            """, [.integer(Int64(MetadataTable.currentFormat))])
    }

    private var creatingMissingTables: [SQLStatement] {
        [
            SQLStatement(
                """
                CREATE TABLE IF NOT EXISTS \(name(of: .log)) (
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
                    athanor_version TEXT NOT NULL,
                    \((Self.refreshColumns + [Self.historyColumn]).joined(separator: ",\n    "))
                )
                """),
            SQLStatement(
                """
                CREATE TABLE IF NOT EXISTS \(name(of: .progress)) (
                    version_table TEXT NOT NULL,
                    revision TEXT NOT NULL,
                    direction TEXT NOT NULL,
                    segment INTEGER NOT NULL,
                    fingerprint TEXT NOT NULL,
                    finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
                    position TEXT,
                    rows INTEGER NOT NULL,
                    kind TEXT,
                    summary TEXT,
                    PRIMARY KEY (version_table, revision, direction, segment)
                )
                """),
            SQLStatement(
                """
                CREATE TABLE IF NOT EXISTS \(name(of: .revisions)) (
                    version_table TEXT NOT NULL,
                    revision TEXT NOT NULL,
                    checksum TEXT NOT NULL,
                    sealed_at TEXT NOT NULL,
                    PRIMARY KEY (version_table, revision)
                )
                """),
            SQLStatement(
                """
                CREATE TABLE IF NOT EXISTS \(name(of: .views)) (
                    name TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
                    kind TEXT NOT NULL CHECK (kind IN ('view', 'materialized view')),
                    definition TEXT NOT NULL,
                    noted_at TEXT NOT NULL,
                    refresh TEXT
                )
                """),
            SQLStatement("CREATE TABLE IF NOT EXISTS \(name(of: .format)) (version INTEGER NOT NULL)"),
        ]
    }

    /// Returns the qualified, quoted name of a metadata table.
    package func name(of table: MetadataTable) -> String {
        "main." + quote(table.sqliteName)
    }

    /// Returns the expression itself: the tables already store this format as text.
    package func iso8601(_ expression: String) -> String { expression }

    /// An expression for the current time, to the millisecond.
    package var now: String { "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" }
}
