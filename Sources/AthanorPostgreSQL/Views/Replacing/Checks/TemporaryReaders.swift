internal import Athanor

/// Temporary views of other sessions that read views which will be recreated. Only their own session can recreate them.
enum TemporaryReaders {
    /// Refuses views with such readers.
    /// - Parameters:
    ///   - views: the views that will be recreated, with all views that read them.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError`` that names the first such view with its session; ``DatabaseFailure``.
    static func refuse(_ views: [CapturedView], _ action: String, on connection: any Connection) async throws {
        let found = try await connection.query(
            own: """
                SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner, substr(n.nspname, 9)::bigint AS number
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.oid = ANY ($1::oid[]) AND n.nspname ~ '^pg_temp_[0-9]+$' AND n.oid <> pg_my_temp_schema()
                ORDER BY c.oid
                """, [.text(CapturedView.array(views.map(\.oid)))])
        guard let view = found.first else { return }
        let name = try view["name", as: String.self]
        let owner = try view["owner", as: String.self]
        let sessions = try await sessions(number: try view["number", as: Int64.self], on: connection)
        let place =
            switch sessions.count {
            case 0: "of a session that has ended"
            case 1: "of another session (\(sessions[0].description))"
            default: "of one of these sessions: \(sessions.map(\.description).joined(separator: "; "))"
            }
        let quoted = PostgreSQLDialect().quote(
            QualifiedName(schema: "pg_temp_\(try view["number", as: Int64.self])", name: name))
        throw OperationError(
            "\(action): temporary view \(name) of \(owner), \(place), reads it",
            advice: "Nothing was changed. Have "
                + (sessions.isEmpty
                    ? "it dropped: DROP VIEW \(quoted);"
                    : "the session drop it or end, for example with "
                        + sessions.map { "SELECT pg_terminate_backend(\($0.pid));" }.joined(separator: " or "))
                + " Then run this again.")
    }

    /// Refuses temporary views of this session that cannot be recreated. A temporary view cannot be built in another
    /// schema. With the rights of another role, PostgreSQL creates no temporary objects in a refresh.
    /// - Parameters:
    ///   - views: the views that will be recreated, with all views that read them.
    ///   - isInPlace: whether they are recreated in place.
    ///   - session: the session.
    ///   - action: the beginning of error messages.
    /// - Throws: ``OperationError`` that names the first such view.
    static func refuseOwn(
        _ views: [CapturedView], isInPlace: Bool, session: ReplacingSession, _ action: String
    ) throws(OperationError) {
        let view = views.first {
            $0.schema.hasPrefix("pg_temp_") && !(isInPlace && session.plainRole?.isSameText(as: $0.owner) == true)
        }
        guard let view else { return }
        throw OperationError(
            "\(action): temporary view \(view.name), which this session has created, reads it and cannot be recreated",
            advice: "Nothing was changed. Drop it before and recreate it after, in this revision.")
    }

    private struct PostgreSQLSession {
        let pid: Int64
        let description: String
    }

    /// Returns the session whose temporary schema has a number. Before PostgreSQL 16 the server shows the number of a
    /// session only while that session has an open transaction; if no session shows the number, all sessions without a
    /// known number are returned.
    private static func sessions(number: Int64, on connection: any Connection) async throws -> [PostgreSQLSession] {
        let rows = try await connection.query(
            own: """
                WITH numbered AS (
                    SELECT a.pid,
                           CASE WHEN current_setting('server_version_num')::integer >= 160000
                                THEN (SELECT s.id FROM pg_stat_get_backend_idset() AS s (id)
                                      WHERE pg_stat_get_backend_pid(s.id) = a.pid)
                                ELSE (SELECT split_part(l.virtualtransaction, '/', 1)::integer FROM pg_locks AS l
                                      WHERE l.pid = a.pid AND l.locktype = 'virtualxid' AND l.granted LIMIT 1)
                           END AS number
                    FROM pg_stat_activity AS a
                    WHERE a.datname = current_database() AND a.backend_type = 'client backend'
                      AND a.pid <> pg_backend_pid()
                )
                SELECT a.pid::bigint AS pid, \(LockHolder.columns)
                FROM pg_stat_activity AS a JOIN numbered AS x ON x.pid = a.pid
                WHERE x.number = $1::integer
                   OR x.number IS NULL AND NOT EXISTS (SELECT FROM numbered AS y WHERE y.number = $1::integer)
                ORDER BY a.backend_start
                LIMIT \(LockHolders.most)
                """, [.integer(number)])
        return try rows.map {
            PostgreSQLSession(pid: try $0["pid", as: Int64.self], description: "\(try LockHolder($0))")
        }
    }
}
