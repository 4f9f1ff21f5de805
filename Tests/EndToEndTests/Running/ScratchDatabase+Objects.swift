import Athanor
import TestSupport

extension ScratchDatabase {
    /// The names of all relations and other objects, Athanor's tables included.
    func objects() async throws -> [String] {
        switch system {
        case .postgreSQL:
            try await rows(
                """
                SELECT n.nspname || '.' || c.relname AS name
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                ORDER BY 1
                """)
        case .sqlite:
            try await rows("SELECT name FROM sqlite_master ORDER BY 1")
        }
    }
}
