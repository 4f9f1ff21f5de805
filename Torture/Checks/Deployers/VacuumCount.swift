import Athanor

/// The number of manual vacuums of a database: work that leaves no other trace.
enum VacuumCount {
    /// PostgreSQL counts them for each table. SQLite's schema cookie goes up with each change of the schema and with
    /// each `VACUUM`. Sources: PostgreSQL documentation, `pg_stat_all_tables`; SQLite documentation, "Pragma
    /// schema_version".
    static func read(in database: TorturedDatabase) async throws -> Int64 {
        // A session reports its counts when it ends.
        if database.server == .postgresql { try await ServerSessions.with { try await $0.waitForEnd(in: database) } }
        return try await database.connected { connection in
            switch database.server {
            case .postgresql:
                try await connection.query(
                    "SELECT coalesce(sum(vacuum_count), 0)::bigint AS count FROM pg_stat_user_tables"
                ).first?["count", as: Int64.self] ?? 0
            case .sqlite, .sqliteWAL:
                try await connection.query("PRAGMA schema_version").first?["schema_version", as: Int64.self] ?? 0
            }
        }
    }
}
