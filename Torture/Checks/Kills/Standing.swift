import Athanor

/// The place of a database in the history, to count where interruptions hit.
enum Standing {
    /// `at t03`; `in t04` if the revision t04 is partially applied; or `before the first`.
    static func read(in database: TorturedDatabase) async throws -> String {
        guard database.exists else { return "before the first" }
        return try await database.connected { connection in
            let tables = try await connection.query(sql: existing(on: database.server)).map {
                try $0["name", as: String.self]
            }
            guard tables.contains("version") else { return "before the first" }
            let rows = try await connection.query("SELECT version_num FROM athanor_version ORDER BY 1")
                .map { try $0["version_num", as: String.self] }
            let place = rows.isEmpty ? "before the first" : "at \(rows.joined(separator: " and "))"
            guard tables.contains("progress") else { return place }
            let progress = database.server == .postgresql ? "athanor.progress" : "athanor_progress"
            let half = try await connection.query(sql: "SELECT DISTINCT revision FROM \(progress)").first?[
                "revision", as: String.self]
            return half.map { "in \($0)" } ?? place
        }
    }

    private static func existing(on server: Server) -> String {
        switch server {
        case .postgresql:
            """
            SELECT name
            FROM (VALUES ('version', 'public.athanor_version'), ('progress', 'athanor.progress')) AS t (name, relation)
            WHERE to_regclass(relation) IS NOT NULL
            """
        case .sqlite, .sqliteWAL:
            """
            SELECT substr(name, 9) AS name FROM sqlite_schema WHERE name IN ('athanor_version', 'athanor_progress')
            """
        }
    }
}
