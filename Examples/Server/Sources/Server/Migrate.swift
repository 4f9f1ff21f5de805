import Athanor
import AthanorCommands
import AthanorPostgreSQL
import AthanorSQLite
import ShopMigrations

/// `shop migrate …`: every command of `athanor`, with the revisions of this server.
struct Migrate: MigrationTool {
    static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
    static let revisions = discoveredRevisions
}
