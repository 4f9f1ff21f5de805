internal import Athanor

/// What the server makes of a query that is to be a view's definition, made comparable with the definition of a view.
///
/// What `pg_get_viewdef` gives is not a fixed point: it differs by the search path, and for some constructs (`BETWEEN`) once
/// it is read again, as a dump and restore does. So the query is read twice, and what the server writes after either is
/// the definition. Only the query is read, which stands in a file; what somebody has made of a view in the database never is:
/// reading a text runs code that stands in it, with the rights of who reads.
enum ComparableDefinition {
    /// A column that a query gives.
    struct Column: Hashable, Sendable {
        let name: String
        /// The type with its modifier, as the server writes it with an empty search path.
        let type: String
    }

    /// What the server makes of a query.
    struct Reading: Sendable {
        /// The definition as it writes it of a view that was just made.
        let made: String
        /// The same of one that came out of a dump.
        let restored: String
        let columns: [Column]
        /// The relations that it reads, directly.
        let reads: Set<Int64>

        /// Whether a definition is one of both, byte by byte: constants that Swift takes for equal are two to the server.
        func isDefinition(_ text: String) -> Bool { text.isSameText(as: made) || text.isSameText(as: restored) }
    }

    /// The definition of a view as the server writes it with an empty search path. It is not read again. `nil` when there is
    /// no such view.
    /// - Throws: ``DatabaseError``.
    static func of(_ oid: Int64, on connection: any Connection) async throws -> String? {
        try await connection.query(
            own: "SELECT \(NotingViews.definition) AS definition FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid",
            [.integer(oid)]
        ).first?.textIfAny("definition")
    }

    /// What the server makes of a query in the session's own search path. To be called inside a transaction.
    /// - Parameters:
    ///   - creation: `CREATE TEMPORARY VIEW athanor_comparable … AS` with the query, which see ``creating(_:columns:)``.
    /// - Throws: ``DatabaseError``, with its place in the query.
    static func reading(_ creation: Statement, on connection: any Connection) async throws -> Reading {
        let first = try await inScratch(on: connection) {
            try await connection.query(creation)
            try await connection.query(emptyPath)
            let columns = try await connection.query(
                own: """
                    SELECT a.attname AS name, quote_ident(a.attname) AS quoted, format_type(a.atttypid, a.atttypmod) AS type
                    FROM pg_attribute AS a
                    WHERE a.attrelid = 'pg_temp.athanor_comparable'::regclass AND a.attnum > 0
                    ORDER BY a.attnum
                    """)
            let reads = try await connection.query(
                own: """
                    SELECT DISTINCT d.refobjid::bigint AS oid
                    FROM pg_depend AS d
                    JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                    WHERE r.ev_class = 'pg_temp.athanor_comparable'::regclass AND d.refclassid = 'pg_class'::regclass
                      AND d.refobjid <> r.ev_class
                    """)
            return (
                definition: try await deparsed(on: connection), columns: columns,
                reads: Set(try reads.map { try $0.integer("oid") })
            )
        }
        let names = try first.columns.map { try $0.text("quoted") }.joined(separator: ", ")
        let second = try await inScratch(on: connection) {
            try await connection.query(emptyPath)
            try await connection.query(Statement(creating(first.definition, columns: names)))
            return try await deparsed(on: connection)
        }
        return Reading(
            made: first.definition, restored: second,
            columns: try first.columns.map { Column(name: try $0.text("name"), type: try $0.text("type")) },
            reads: first.reads)
    }

    /// The statement that creates the scratch view. A temporary one needs no schema, and no other session sees it.
    /// - Parameters:
    ///   - query: its query.
    ///   - columns: its columns' names in quotes, with commas; empty for those of the query.
    static func creating(_ query: String, columns: String) -> String {
        "CREATE TEMPORARY VIEW athanor_comparable\(columns.isEmpty ? "" : " (\(columns))") AS\n\(query)"
    }

    private static let emptyPath = Statement("SELECT pg_catalog.set_config('search_path', '', true)")

    private static func deparsed(on connection: any Connection) async throws -> String {
        try await connection.query(
            own: """
                SELECT \(NotingViews.definition) AS definition
                FROM pg_class AS c WHERE c.oid = 'pg_temp.athanor_comparable'::regclass
                """
        ).first?.text("definition") ?? ""
    }

    /// Runs something in a savepoint that is rolled back, whatever happens; settings go back with it.
    private static func inScratch<Result>(
        on connection: any Connection, _ body: () async throws -> Result
    ) async throws -> Result {
        try await connection.run([Statement("SAVEPOINT athanor_comparing"), Statement(CitusSettings.leavingOut)])
        let leaving = [
            Statement("ROLLBACK TO SAVEPOINT athanor_comparing"), Statement("RELEASE SAVEPOINT athanor_comparing"),
        ]
        let result: Result
        do {
            result = try await body()
        } catch {
            _ = try? await connection.run(leaving)
            throw error
        }
        try await connection.run(leaving)
        return result
    }
}
