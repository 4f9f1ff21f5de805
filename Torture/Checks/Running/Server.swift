internal import TestSupport

/// The database systems of the scenarios.
public enum Server: String, Sendable, CaseIterable {
    case postgresql
    /// SQLite in its default journal mode, with a rollback journal.
    case sqlite
    /// SQLite with a write-ahead log.
    case sqliteWAL = "sqlite-wal"

    /// The system of its databases.
    var system: TestedDatabase { self == .postgresql ? .postgreSQL : .sqlite }
}
