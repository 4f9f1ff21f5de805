import Athanor
import AthanorCommands
import AthanorPostgreSQL
import AthanorSQLite

/// The executable with the history that `torture` interrupts.
@main
struct Migrate: MigrationTool {
    static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
    static let revisions = discoveredRevisions
}
