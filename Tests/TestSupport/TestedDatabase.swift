package import Athanor
internal import AthanorPostgreSQL
internal import AthanorSQLite

/// A database system that a test runs on.
package enum TestedDatabase: String, Sendable, CaseIterable, CustomStringConvertible {
    case postgreSQL
    case sqlite

    /// The name of the case, also in the names of test cases.
    package var description: String { rawValue }

    /// The system.
    package var database: any DatabaseModule {
        switch self {
        case .postgreSQL: PostgreSQL()
        case .sqlite: SQLite()
        }
    }
}
