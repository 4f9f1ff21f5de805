import GRDB

/// The history of an app that GRDB migrates: the one in the guide to adopting Athanor.
enum GRDBHistory {
    /// A migration: its identifier and its SQL.
    static let migrations = [
        ("createPlayer", "CREATE TABLE player (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"),
        (
            "addScore",
            """
            ALTER TABLE player ADD COLUMN score INTEGER NOT NULL DEFAULT 0;
            CREATE INDEX player_score ON player (score);
            """
        ),
    ]

    /// Migrates a file with GRDB's `DatabaseMigrator`.
    /// - Parameters:
    ///   - path: the file; created if it does not exist.
    ///   - last: the last migration; all by default.
    static func migrate(_ path: String, upTo last: String? = nil) throws {
        var migrator = DatabaseMigrator()
        for (name, sql) in migrations {
            migrator.registerMigration(name) { try $0.execute(sql: sql) }
        }
        let queue = try DatabaseQueue(path: path)
        if let last { try migrator.migrate(queue, upTo: last) } else { try migrator.migrate(queue) }
        try queue.close()
    }
}
