import Athanor
import AthanorCommands
import AthanorPostgreSQL
import AthanorSQLite

/// The prebuilt `athanor`: runs histories of SQL revisions on the databases that it ships with.
@main
struct AthanorTool: MigrationTool {
    static let databases: [any DatabaseSystem] = [PostgreSQL(), SQLite()]
}
