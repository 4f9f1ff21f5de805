internal import Athanor

/// The definition of a view as the server reads it, made comparable with another one's.
///
/// What `pg_get_viewdef` gives is not a fixed point: it differs after a dump and restore, by the search path, and for some
/// constructs (`BETWEEN`) once it is read again. So the definition is deparsed with an empty search path, created again
/// under a scratch name, and deparsed again; whoever compares does so on both sides.
enum ComparableDefinition {
    /// A column that a query gives.
    struct Column: Hashable, Sendable {
        let name: String
        /// The type with its modifier, as the server writes it with an empty search path.
        let type: String
    }

    /// What the server makes of a query.
    struct Reading: Sendable {
        let definition: String
        let columns: [Column]
        /// The relations that it reads, directly.
        let reads: Set<Int64>
    }

    /// The comparable definition of a view or materialized view. To be called inside a transaction, which may write.
    /// - Throws: ``DatabaseError``.
    static func of(_ oid: Int64, on connection: any Connection) async throws -> String {
        try await inScratch(on: connection) {
            let row = try await connection.query(
                own: """
                    SELECT pg_get_viewdef(c.oid) AS definition,
                           (SELECT coalesce(string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), '')
                            FROM pg_attribute AS a
                            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
                    FROM pg_class AS c
                    WHERE c.oid = $1::oid
                    """, [.integer(oid)]
            ).first
            let (definition, columns) = (try row?.text("definition") ?? "", try row?.text("columns") ?? "")
            return try await deparsed(Statement(creating(definition, columns: columns)), on: connection)
        }
    }

    /// What the server makes of a query in the session's own search path. To be called inside a transaction.
    /// - Parameters:
    ///   - creation: `CREATE TEMPORARY VIEW athanor_comparable … AS` with the query, which see ``creating(_:columns:)``.
    /// - Throws: ``DatabaseError``, with its place in the query.
    static func reading(_ creation: Statement, on connection: any Connection) async throws -> Reading {
        try await inScratch(keepingPath: true, on: connection) {
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
            let definition = try await connection.query(own: deparsing).first?.text("definition") ?? ""
            try await connection.query("DROP VIEW pg_temp.athanor_comparable")
            let names = try columns.map { try $0.text("quoted") }.joined(separator: ", ")
            return Reading(
                definition: try await deparsed(Statement(creating(definition, columns: names)), on: connection),
                columns: try columns.map { Column(name: try $0.text("name"), type: try $0.text("type")) },
                reads: Set(try reads.map { try $0.integer("oid") }))
        }
    }

    /// The statement that creates the scratch view. A temporary one needs no schema, and no other session sees it.
    /// - Parameters:
    ///   - query: its query.
    ///   - columns: its columns' names in quotes, with commas; empty for those of the query.
    static func creating(_ query: String, columns: String) -> String {
        "CREATE TEMPORARY VIEW athanor_comparable\(columns.isEmpty ? "" : " (\(columns))") AS\n\(query)"
    }

    private static let emptyPath = Statement("SELECT pg_catalog.set_config('search_path', '', true)")
    private static let deparsing = "SELECT pg_get_viewdef('pg_temp.athanor_comparable'::regclass) AS definition"

    private static func deparsed(_ creation: Statement, on connection: any Connection) async throws -> String {
        try await connection.query(creation)
        return try await connection.query(own: deparsing).first?.text("definition") ?? ""
    }

    /// Runs something in a savepoint that is rolled back, whatever happens; settings go back with it.
    private static func inScratch<Result>(
        keepingPath: Bool = false, on connection: any Connection, _ body: () async throws -> Result
    ) async throws -> Result {
        try await connection.run(
            [Statement("SAVEPOINT athanor_comparing")] + (keepingPath ? [] : [emptyPath]))
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
