import Athanor
import AthanorCommands
import AthanorPostgreSQL
import AthanorSQLite
import Migrations

/// The migration tool of this project: `swift run migrate --help`.
@main
struct Migrate: MigrationTool {
    static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
    static let revisions = discoveredRevisions
}
