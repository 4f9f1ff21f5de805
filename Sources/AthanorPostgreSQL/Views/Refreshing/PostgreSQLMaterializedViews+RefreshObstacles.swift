package import Athanor

extension PostgreSQLMaterializedViews {
    /// Returns the sessions that have claimed the view, or hold any lock that a refresh would wait for.
    package func holders(of view: QualifiedName) async throws -> [String] {
        try await holders(of: view, readersToo: true)
    }

    /// Returns the sessions that a plan's refresh would wait for. A concurrent refresh does not wait for readers.
    package func holders(for plan: ViewRefreshPlan) async throws -> [String] {
        if case .concurrently = plan.strategy { return try await holders(of: plan.view, readersToo: false) }
        return try await holders(of: plan.view, readersToo: true)
    }

    private func holders(of view: QualifiedName, readersToo: Bool) async throws -> [String] {
        try await LockHolders(connection: connection).sessions(
            """
            \(ViewLock.isHeld)
            OR l.relation = \(Self.oid)\(readersToo ? "" : " AND l.mode <> 'AccessShareLock'")
            OR l.mode = 'AccessExclusiveLock' AND l.relation IN (\(Self.readRelations))
            """, Self.values(view)
        ).map(\.description)
    }

    /// A query for the relations that a refresh reads, also through plain views, and their indexes.
    private static let readRelations = """
        WITH RECURSIVE read (oid) AS (
            SELECT \(oid)
            UNION
            SELECT d.refobjid
            FROM read AS b
            JOIN pg_catalog.pg_class AS c ON c.oid = b.oid AND (c.relkind = 'v' OR c.oid = \(oid))
            JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = c.oid
            JOIN pg_catalog.pg_depend AS d
                ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        )
        SELECT b.oid FROM read AS b
        UNION ALL
        SELECT i.indexrelid FROM read AS b JOIN pg_catalog.pg_index AS i ON i.indrelid = b.oid
        """

    /// Adds to an error about a full lock table how many locks the refresh takes, and which setting to change.
    package func explained(_ error: DatabaseFailure, refreshing view: QualifiedName) async -> DatabaseFailure {
        guard LockNeeds.isFullTable(error.code, hint: error.hint) else { return error }
        let needs = try? await lockNeeds(of: view)
        return needs?.explained(error) ?? error
    }

    private func lockNeeds(of view: QualifiedName) async throws -> LockNeeds? {
        let row = try await connection.query(own: "SELECT \(Self.oid)::bigint AS oid", Self.values(view)).first
        guard let oid = try row?["oid", as: Int64?.self] else { return nil }
        return try await LockNeeds.refreshing([oid], on: connection)[oid]
    }
}
