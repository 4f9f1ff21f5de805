import Athanor
import AthanorCommands
import AthanorPostgreSQL
import AthanorSQLite

/// The migration tool of this project: `swift run migrate --help`.
@main
struct Migrate: MigrationTool {
    static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
    static let revisions = discoveredRevisions
}
