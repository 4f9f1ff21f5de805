package import Athanor
internal import Foundation

extension PostgreSQLMaterializedViews {
    /// Sets up the open transaction, and takes the advisory lock of ``ViewLock`` if it is free. The lock ends with the
    /// transaction. It is never waited for, since a session that waits in the server holds a snapshot. Everything is
    /// one round trip.
    ///
    /// A shorter lock timeout of the role, the database or the server is kept, as for revisions. A statement timeout of
    /// the settings replaces that of the session.
    ///
    /// The transaction becomes READ COMMITTED, whatever the session's default is: in REPEATABLE READ, a refresh that
    /// waited for its lock publishes rows as they were before the wait.
    ///
    /// If this process is killed, the server notices within a second, since every session of Athanor sets
    /// `client_connection_check_interval`, and releases the view. Without that setting, a refresh of 12 s continued for
    /// 11 s.
    package func claim(_ view: QualifiedName, _ settings: RefreshSettings) async throws -> Bool {
        // Citus passes this statement on to its other servers.
        let statementTimeout = settings.statementTimeout.map {
            SQLStatement("SET LOCAL statement_timeout TO '\(SessionTimeouts.milliseconds($0))ms'")
        }
        let results = try await connection.run(
            [
                SQLStatement("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"),
                // With this setting on, the server generates a statement for a concurrent refresh that it cannot parse.
                SQLStatement("SET LOCAL quote_all_identifiers TO off"),
                SessionTimeouts.settingLocally(lock: SessionTimeouts.milliseconds(settings.lockTimeout)),
            ] + [statementTimeout].compactMap(\.self) + [ViewLock.trying(view)])
        return try results.last?.first?["taken", as: Bool.self] ?? false
    }

    /// Runs the plan's statement, and counts the rows that it wrote by the server's counters for the transaction.
    ///
    /// It uses differences: the counters include what earlier transactions of the session wrote, until the server has
    /// published it. A concurrent refresh deletes and inserts the rows that differ; a plain one inserts all rows.
    ///
    /// The same round trip reads the view's size. A small view is counted before the refresh. After a concurrent
    /// refresh, the number of rows is that of before, plus the inserted and minus the deleted rows.
    /// - Throws: ``ViewLookupError`` if the view does not exist; ``DatabaseFailure``.
    package func refresh(_ plan: ViewRefreshPlan) async throws -> RefreshedView {
        let moment = SQLStatement(own: "SELECT \(PostgreSQLDialect().iso8601(PostgreSQLDialect().now)) AS moment")
        let looks = try await connection.run([moment, Self.look(at: plan.view)])
        guard let found = looks.last?.first, let startedAt = try looks.first?.first?["moment", as: String.self] else {
            throw ViewLookupError.notFound(plan.view.description, nearest: [])
        }
        let before = try await size(of: plan.view, found)
        let counting = SQLStatement(own: Self.counting, Self.values(plan.view))
        let results = try await connection.run([counting] + plan.statements + [counting, Self.look(at: plan.view)])
        guard let after = results.last?.first else {
            throw ViewLookupError.notFound(plan.view.description, nearest: [])
        }
        let written = try Self.written(plan, results)
        var rows = try Self.rows(by: after)
        if let inserted = written.changes.inserted, let deleted = written.changes.deleted {
            switch before.rows {
            case .exact(let count): rows = .exact(count + inserted - deleted)
            case .estimate(let count): rows = .estimate(max(0, count + inserted - deleted))
            case .unknown: break
            }
        }
        return RefreshedView(
            startedAt: try Date(logText: startedAt), before: before,
            after: ViewSize(
                rows: rows, bytes: try after["size", as: Int64?.self], state: try after["state", as: String.self]),
            written: written)
    }

    /// Returns the rows written, from the counters before and after.
    private static func written(_ plan: ViewRefreshPlan, _ results: [StatementResult]) throws -> RefreshedRows {
        guard let before = results.first?.first, let after = results.dropLast().last?.first else {
            return RefreshedRows(changes: RowChanges(), rows: nil)
        }
        func written(_ column: String) throws -> Int64? {
            guard let old = try before[column, as: Int64?.self], let new = try after[column, as: Int64?.self],
                new >= old
            else {
                return nil
            }
            return new - old
        }
        let inserted = try written("inserted")
        if case .concurrently = plan.strategy {
            return RefreshedRows(
                changes: RowChanges(
                    inserted: inserted, updated: try written("updated"), deleted: try written("deleted")),
                rows: nil)
        }
        return RefreshedRows(changes: RowChanges(inserted: inserted), rows: inserted)
    }

    /// A query for the server's counters. They are NULL without `track_counts`.
    private static let counting = """
        SELECT CASE WHEN t.counts THEN pg_catalog.pg_stat_get_xact_tuples_inserted(t.oid) END AS inserted,
               CASE WHEN t.counts THEN pg_catalog.pg_stat_get_xact_tuples_updated(t.oid) END AS updated,
               CASE WHEN t.counts THEN pg_catalog.pg_stat_get_xact_tuples_deleted(t.oid) END AS deleted
        FROM (SELECT \(oid) AS oid, pg_catalog.current_setting('track_counts')::boolean AS counts) AS t
        """
}
