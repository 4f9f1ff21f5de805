package import Athanor

/// A session-level advisory lock. It ends with the session that does the work. Athanor polls for it, and never waits in
/// the server.
///
/// Source: PostgreSQL documentation, "Advisory Locks".
package struct PostgreSQLMigrationLock: MigrationLock {
    private let connection: any Connection
    private let scope: MigrationLockScope

    /// The lock of a version table.
    /// - Parameters:
    ///   - connection: the session that does the work.
    ///   - scope: the version table that the lock protects.
    package init(connection: any Connection, scope: MigrationLockScope) {
        self.connection = connection
        self.scope = scope
    }

    /// The session holds the lock until it is released, through any number of transactions.
    package var coverage: MigrationLockCoverage { .run }

    /// Takes the lock if it is free. A lock taken twice must be released twice.
    package func tryAcquire() async throws -> Bool {
        let row = try await connection.query(
            own: "SELECT pg_catalog.pg_try_advisory_lock($1::bigint) AS held", [.integer(try await key())]
        ).first
        return try row?["held", as: Bool.self] ?? false
    }

    /// The holder of the lock: `pid 4711, application athanor, 10.0.0.7, since 2026-11-23 10:00:00+09`. The time is
    /// when the holder's session began; PostgreSQL records no other time. A user who may not see other users' sessions
    /// only gets the pid and the application.
    package func holder() async throws -> String? {
        let rows = try await connection.query(own: Self.holding, [.integer(try await key())])
        guard let row = rows.first else { return nil }
        let parts = [
            try row["pid", as: String?.self].map { "pid \($0)" },
            try row["application", as: String?.self].map { "application \($0)" },
            try row["address", as: String?.self],
            try row["since", as: String?.self].map { "since \($0)" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// `pg_locks` shows the upper and the lower half of a 64-bit key in `classid` and `objid`.
    private static let holding = """
        SELECT l.pid,
               NULLIF(a.application_name, '') AS application,
               CASE WHEN a.client_addr IS NOT NULL THEN pg_catalog.host(a.client_addr)
                    WHEN a.backend_start IS NOT NULL THEN 'local socket'
               END AS address,
               pg_catalog.date_trunc('second', a.backend_start)::text AS since
        FROM pg_catalog.pg_locks AS l
        LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
        WHERE \(isLock(of: "$1::bigint"))
        """

    private static func isLock(of key: String) -> String {
        """
        l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
          AND l.database = (SELECT b.oid FROM pg_catalog.pg_database AS b WHERE b.datname = pg_catalog.current_database())
          AND (l.classid::bigint << 32) | l.objid::bigint = \(key)
        """
    }

    /// Athanor's own error code: another migrator has the lock.
    private static let lost = "AT006"

    /// A statement that fails if another migrator now has the lock, and takes the lock again if nobody has it.
    fileprivate static func keeping(of table: QualifiedName) -> SQLStatement {
        let key = "(\(key(for: table)))::bigint"
        return SQLStatement(
            own: SQLStatement.block(
                """
                    IF NOT EXISTS (
                        SELECT FROM pg_catalog.pg_locks AS l
                        WHERE l.pid = pg_catalog.pg_backend_pid() AND \(isLock(of: key).indented(by: 8))
                    ) THEN
                        IF NOT pg_catalog.pg_try_advisory_lock(\(key)) THEN
                            RAISE EXCEPTION USING
                                ERRCODE = '\(lost)',
                                MESSAGE = 'code that ran here has released the migration lock, with all advisory locks of the session, '
                                    'and another migration run is using this database now',
                                HINT = 'Run this again when the other run has finished. Change that code so that it releases only its own locks.';
                        END IF;
                    END IF;
                """
            ).text)
    }

    /// Releases the lock.
    /// - Throws: ``DatabaseFailure``, also when the lock was no longer held: a revision may have called
    ///   `pg_advisory_unlock_all()`.
    package func release() async throws {
        let row = try await connection.query(
            own: "SELECT pg_catalog.pg_advisory_unlock($1::bigint) AS released", [.integer(try await key())]
        ).first
        guard try row?["released", as: Bool.self] == true else {
            throw DatabaseFailure(kind: .statement, message: "the session no longer held it when the run ended")
        }
    }

    private func key() async throws -> Int64 {
        var table = scope.versionTable
        if table.schema == nil {
            table = try await PostgreSQLCatalog(connection: connection).locate(VersionTable(name: table.name)).name
        }
        return Self.key(for: table)
    }

    /// The 64-bit key: FNV-1a (offset basis 14695981039346656037, prime 1099511628211) over the UTF-8 of `athanor`, the
    /// schema and the name of the version table, each followed by a zero byte. It must never change, since two versions
    /// of Athanor have to exclude each other. The database is not part of it: PostgreSQL's advisory locks are per
    /// database.
    static func key(for table: QualifiedName) -> Int64 {
        let text = ["athanor", table.schema ?? "", table.name].map { $0 + "\0" }.joined()
        return Int64(bitPattern: StableHash64(of: text).value)
    }
}

extension PostgreSQLDialect {
    /// Takes the lock again where necessary: a function that releases all advisory locks of a session releases this one
    /// too.
    package func keepingMigrationLock(of versionTable: QualifiedName) -> [SQLStatement] {
        [PostgreSQLMigrationLock.keeping(of: versionTable)]
    }
}
