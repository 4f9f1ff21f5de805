/// A metadata table. The metadata tables are in the schema `athanor`; if the database has no schemas, their names have
/// the prefix `athanor_`.
package enum MetadataTable: String, Sendable, Hashable, CaseIterable {
    /// The log of all work: what ran, when, by whom, and how it ended.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `entry` | number of the entry, ascending |
    /// | `kind` | `upgrade`, `downgrade`, `stamp`, `refresh`, `statement` (a segment committed separately), `repair`, `reseal` |
    /// | `subject` | the revision's id, the revisions of a stamp or a checksum update, or the view's name |
    /// | `started_at` | start time; ISO 8601 in UTC if the database has no type for it |
    /// | `duration_ms` | duration, in milliseconds |
    /// | `outcome` | `done`, `failed`, or `cancelled` for a refresh that was stopped |
    /// | `detail` | more about the work, such as the message of a failure or the segment that was committed; or NULL |
    /// | `performed_by` | the database user, or the operating system's user if the database has none |
    /// | `host` | the machine that Athanor ran on |
    /// | `process` | its process id on that machine |
    /// | `athanor_version` | the version of Athanor |
    /// | `version_table` | the version table of the history that the work belongs to; NULL for a refresh and in older entries |
    ///
    /// Columns for refreshes only. They are NULL in other entries and when the value is unknown:
    ///
    /// | column | holds |
    /// |---|---|
    /// | `strategy` | `concurrently`, `plain`, `isolated` on SQLite, or `rebuilt` for a view that a revision refilled |
    /// | `rows_before`, `rows_after` | number of rows in the view |
    /// | `bytes_before`, `bytes_after` | size of the view and its indexes, in bytes |
    /// | `rows_inserted`, `rows_updated`, `rows_deleted` | rows that the refresh wrote |
    /// | `view_state` | a value that shows whether others refreshed the view since |
    case log
    /// One row with the column `version`: the format of these tables.
    case format
    /// The progress of partially applied revisions. Empty when no revision is partially applied.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `version_table` | the version table of the revision's history, with its schema |
    /// | `revision` | the revision's id |
    /// | `direction` | `upgrade` or `downgrade` |
    /// | `segment` | the index of the segment in the revision, counted from 0 |
    /// | `fingerprint` | a hash of what the segment does, to detect edits |
    /// | `finished` | whether the whole segment is committed |
    /// | `kind` | `transaction`, `statement` (non-transactional) or `batches`; NULL in rows of earlier versions of Athanor |
    /// | `summary` | a short description of the segment; NULL in rows of earlier versions of Athanor |
    /// | `position` | key of a backfill's last updated row, or what looked like a statement's leftovers; or NULL |
    /// | `rows` | number of rows that a backfill has updated |
    case progress
    /// The views that revisions made, as the revisions made them. Used to detect changes by others.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `schema` | the view's schema; no such column if the database has no schemas |
    /// | `name` | the view's name |
    /// | `kind` | `view` or `materialized view` |
    /// | `relation` | PostgreSQL: the cluster's identifier, the database's OID and the view's OID, separated by `/` |
    /// | `definition` | the definition, as the database wrote it after the revision |
    /// | `comparable` | PostgreSQL: the definition, read and written again by the server; NULL if unknown |
    /// | `rule` | PostgreSQL: hashes of the view's rule and of its columns' names, to detect changes; or NULL |
    /// | `noted_at` | when a revision defined or rebuilt the view; ISO 8601 in UTC if the database has no type for it |
    /// | `refresh` | the freshness target of a materialized view, such as `every 5 minutes`; or NULL |
    ///
    /// `noted_at` is the beginning of the transaction. A rename, and a replacement by the same definition, keep it. For
    /// a view that `stamp` records, it is `-infinity`, or empty on SQLite: the age of the rows is unknown.
    case views
    /// The checksums of applied revisions. Used to detect edits after a revision was applied.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `version_table` | the version table of the revision's history, with its schema |
    /// | `revision` | the revision's id |
    /// | `checksum` | version of the hash, colon, hash of what the revision does; for SQL also a slash and a hash of the text |
    /// | `sealed_at` | when the row was written; ISO 8601 in UTC if the database has no type for it |
    case revisions

    /// The first format with the progress table.
    package static let formatWithProgress = 2

    /// The first format with the table of views.
    package static let formatWithViews = 3

    /// The first format that records figures of refreshes and freshness targets of views.
    package static let formatWithRefreshes = 4

    /// The first format with the table of revisions, and with the kind of each segment in the progress table.
    package static let formatWithChecksums = 5

    /// The first format whose log records the version table.
    package static let formatWithHistories = 6

    /// The first format that records hashes of views' rules on PostgreSQL.
    package static let formatWithRules = 6

    /// The format that this version of Athanor writes.
    package static let currentFormat = 6
}
