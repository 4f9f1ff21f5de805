/// The tables that Athanor keeps beside the version table: in a schema `athanor`, or with the prefix `athanor_` where a
/// database has no schemas.
public enum MetadataTable: String, Sendable, Hashable, CaseIterable {
    /// What ran, when, by whom, and how it ended.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `entry` | number of the entry, rising |
    /// | `kind` | `upgrade`, `downgrade`, `stamp`, `refresh`, `statement` for a part that was committed by itself, `repair` or `reseal` |
    /// | `subject` | the revision's id, the stamped revisions, or the view's name |
    /// | `started_at` | when it began; ISO 8601 in UTC where the database has no type for it |
    /// | `duration_ms` | how long it took, in milliseconds |
    /// | `outcome` | `done`, `failed`, or `cancelled` for a refresh that was stopped |
    /// | `detail` | the strategy of a refresh, the message of a failure, what was committed by itself, or NULL |
    /// | `performed_by` | the database user, or the operating system's where the database knows none |
    /// | `host` | the machine that Athanor ran on |
    /// | `process` | its process id there |
    /// | `athanor_version` | the version of Athanor |
    /// | `version_table` | the version table of the history that the work belongs to; NULL for a refresh and in older entries |
    ///
    /// and of refreshes alone, NULL elsewhere and where it is not known:
    ///
    /// | column | holds |
    /// |---|---|
    /// | `strategy` | `concurrently`, `plain`, or `isolated` on SQLite |
    /// | `rows_before`, `rows_after` | how many rows the view held |
    /// | `bytes_before`, `bytes_after` | how many bytes the view and its indexes took |
    /// | `rows_inserted`, `rows_updated`, `rows_deleted` | what the refresh wrote |
    /// | `view_state` | what tells whether somebody else refreshed the view since |
    case log
    /// One row with the column `version`: the format of these tables.
    case format
    /// How far revisions of several parts have come that were stopped between them; empty when none is half done.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `version_table` | the version table of the revision's history, with its schema |
    /// | `revision` | the revision's id |
    /// | `direction` | `upgrade` or `downgrade` |
    /// | `segment` | the part's place in the revision, counted from 0 |
    /// | `fingerprint` | a hash of what the part does, to tell when it was edited since |
    /// | `finished` | whether the part is committed as a whole |
    /// | `kind` | `transaction`, `statement` for one that runs outside any, or `batches`; NULL where an earlier Athanor noted it |
    /// | `summary` | what the part does, in a few words; or NULL likewise |
    /// | `position` | the key of the last row that a backfill has updated, or NULL |
    /// | `rows` | how many rows a backfill has updated |
    case progress
    /// The views that revisions made, as they made them, so that one changed by somebody else can be told.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `schema` | the view's schema; not where the database has no schemas |
    /// | `name` | the view's name |
    /// | `kind` | `view` or `materialized view` |
    /// | `relation` | PostgreSQL: the cluster's identifier, the database's OID and the view's OID, with `/` between |
    /// | `definition` | the definition, as the database wrote it when the revision had run |
    /// | `comparable` | PostgreSQL: the same as the server writes it once it has read it again, or NULL where somebody else owns the view |
    /// | `rule` | PostgreSQL: hashes of the view's rule and of its columns' names, which tell that nobody changed them since; or NULL |
    /// | `noted_at` | when that was noted; ISO 8601 in UTC where the database has no type for it |
    /// | `refresh` | how fresh a materialized view is to be kept, as `every 5 minutes`; or NULL |
    case views
    /// What applied revisions said when they were applied, so that one that was edited since can be told.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `version_table` | the version table of the revision's history, with its schema |
    /// | `revision` | the revision's id |
    /// | `checksum` | a hash of what it does, after the hash's version and a colon; of SQL, behind a slash, a hash of how it is written |
    /// | `sealed_at` | when that was noted; ISO 8601 in UTC where the database has no type for it |
    case revisions

    /// The first format that has a table of progress.
    public static let formatWithProgress = 2

    /// The first format that has a table of views.
    public static let formatWithViews = 3

    /// The first format that keeps figures of refreshes, and how fresh views are to be kept.
    public static let formatWithRefreshes = 4

    /// The first format that has a table of revisions, and notes of a part of what kind it is.
    public static let formatWithChecksums = 5

    /// The first format whose log names the version table.
    public static let formatWithHistories = 6

    /// The first format in which PostgreSQL's record of views has hashes of their rules.
    public static let formatWithRules = 6

    /// The format that this version of Athanor writes.
    public static let currentFormat = 6
}
