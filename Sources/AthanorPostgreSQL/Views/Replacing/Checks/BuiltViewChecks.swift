internal import Athanor

/// Checks that the new views have all properties of the old ones, so that nothing is lost silently.
struct BuiltViewChecks: Sendable {
    let site: ViewRebuild.Site
    /// The old views, which the new views must not read; empty if the old views are dropped already.
    let replaced: [Int64]

    /// Checks the views that were created. It leaves the search path without schemas of users.
    /// - Throws: ``OperationError`` for the first difference; ``DatabaseFailure``.
    func check(_ plans: [ViewRebuild], on connection: any Connection) async throws {
        try await connection.query(sql: SQLStatement(ReplacingSession.pinnedPath))
        for plan in plans {
            let made = try await plan.creation(at: site).made(on: connection)
            var expected = plan.view
            if !plan.newIndexes.isEmpty { expected.indexes = made.indexes }
            if let difference = expected.difference(from: made, columnsBefore: plan.columnsBefore) {
                throw OperationError(
                    "\(plan.view.description) cannot be recreated unchanged: its \(difference) would differ",
                    advice: "Nothing was changed. Athanor does not handle this case; please report it.")
            }
            try await refuseReading(of: replaced, by: made, on: connection)
            if made.schema != plan.view.schema { try await refuseUsing(schemaOf: made, on: connection) }
        }
    }

    private func refuseReading(
        of old: [Int64], by made: CapturedView, on connection: any Connection
    ) async throws {
        let stale = try await connection.query(
            own: """
                SELECT pg_describe_object(d.refclassid, d.refobjid, 0) AS read
                FROM pg_depend AS d
                JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                WHERE r.ev_class = $1::oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ($2::oid[])
                LIMIT 1
                """, [.integer(made.oid), .text(CapturedView.array(old))])
        if let read = try stale.first?["read", as: String.self] {
            throw OperationError(
                "the new \(made.kind.keywords.lowercased()) \(made.name) would still read the old \(read)",
                advice: "Nothing was changed. Athanor does not handle this case; please report it.")
        }
    }

    /// Refuses a view that uses another object in a building schema: only views belong there, so that object has
    /// captured a name.
    private func refuseUsing(schemaOf made: CapturedView, on connection: any Connection) async throws {
        let caught = try await connection.query(
            own: """
                WITH part (classid, objid) AS (
                    SELECT 'pg_rewrite'::regclass, r.oid FROM pg_rewrite AS r WHERE r.ev_class = $1::oid
                    UNION ALL
                    SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index AS i WHERE i.indrelid = $1::oid
                    UNION ALL
                    SELECT 'pg_statistic_ext'::regclass, e.oid FROM pg_statistic_ext AS e WHERE e.stxrelid = $1::oid
                    UNION ALL
                    SELECT 'pg_attrdef'::regclass, f.oid FROM pg_attrdef AS f WHERE f.adrelid = $1::oid
                )
                SELECT pg_describe_object(d.refclassid, d.refobjid, 0) AS used
                FROM part AS p
                JOIN pg_depend AS d ON d.classid = p.classid AND d.objid = p.objid
                JOIN pg_depend AS s ON s.classid = d.refclassid AND s.objid = d.refobjid
                JOIN pg_namespace AS n ON s.refclassid = 'pg_namespace'::regclass AND n.oid = s.refobjid
                WHERE d.refclassid <> 'pg_class'::regclass AND n.nspname ~ '^athanor_building_'
                LIMIT 1
                """, [.integer(made.oid)])
        if let used = try caught.first?["used", as: String.self] {
            throw OperationError(
                "the new \(made.kind.keywords.lowercased()) \(made.name) would use \(used), which is in its building schema",
                advice: "Nothing was changed. Drop it if nobody needs it, and run this again.")
        }
    }
}
