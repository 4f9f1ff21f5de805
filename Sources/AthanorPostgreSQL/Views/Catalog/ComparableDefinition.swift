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
        try await connection.query(writing(oid)).rows.first?.textIfAny("definition")
    }

    /// The statement that gives it as `definition`.
    static func writing(_ oid: Int64) -> Statement {
        Statement(
            own: "SELECT \(NotingViews.definition) AS definition FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid",
            [.integer(oid)])
    }

    /// What the server makes of a query in the session's own search path. To be called inside a transaction.
    /// - Parameters:
    ///   - creation: `CREATE TEMPORARY VIEW athanor_comparable … AS` with the query, which see ``creating(_:columns:)``.
    /// - Throws: ``DatabaseError``, with its place in the query.
    static func reading(_ creation: Statement, on connection: any Connection) async throws -> Reading {
        try await readings(of: [Query(creation: creation)], on: connection)[0].get()
    }

    /// A query to be read.
    struct Query: Sendable {
        /// What the session's settings are changed by before.
        var settings: [Statement] = []
        /// `CREATE TEMPORARY VIEW athanor_comparable … AS` with the query.
        let creation: Statement
    }

    /// What the server makes of queries, one by one. To be called inside a transaction; the round trips do not grow with the
    /// number of queries.
    /// - Returns: for each query what it makes of it, or why it cannot read it, with the place in the query.
    /// - Throws: ``DatabaseError`` when the connection is lost.
    static func readings(
        of queries: [Query], on connection: any Connection
    ) async throws -> [Result<Reading, DatabaseError>] {
        let first = try await Scratch.run(
            queries.map { $0.settings + [citus, $0.creation, emptyPath, columns, reads, deparsed] }, on: connection
        ).map { try $0.tryMap(FirstReading.init) }
        let second = try await Scratch.run(
            first.compactMap { try? $0.get() }.map { first in
                [
                    citus, emptyPath, Statement(TextSettings.pinning),
                    Statement(creating(first.definition, columns: first.quotedColumns)), deparsed,
                ]
            }, on: connection)
        var rest = second[...]
        return try first.map { first in
            switch first {
            case .failure(let error): return .failure(error)
            case .success(let first):
                return try rest.removeFirst().tryMap { again in
                    Reading(
                        made: first.definition, restored: try again.lastText("definition"), columns: first.columns,
                        reads: first.reads)
                }
            }
        }
    }

    /// What the first of the two readings gives.
    private struct FirstReading {
        let definition: String
        let columns: [Column]
        /// The columns' names in quotes, with commas.
        let quotedColumns: String
        let reads: Set<Int64>

        /// - Parameter answers: those of a group of statements that ends with ``columns``, ``reads`` and ``deparsed``.
        init(_ answers: [StatementResult]) throws {
            let rows = answers.suffix(3).map(\.rows)
            columns = try rows[rows.startIndex].map { Column(name: try $0.text("name"), type: try $0.text("type")) }
            quotedColumns = try rows[rows.startIndex].map { try $0.text("quoted") }.joined(separator: ", ")
            reads = Set(try rows[rows.startIndex + 1].map { try $0.integer("oid") })
            definition = try answers.lastText("definition")
        }
    }

    /// The statement that creates the scratch view. A temporary one needs no schema, and no other session sees it.
    /// - Parameters:
    ///   - query: its query.
    ///   - columns: its columns' names in quotes, with commas; empty for those of the query.
    static func creating(_ query: String, columns: String) -> String {
        "CREATE TEMPORARY VIEW athanor_comparable\(columns.isEmpty ? "" : " (\(columns))") AS\n\(query)"
    }

    private static let citus = Statement(CitusSettings.leavingOut)

    private static let emptyPath = Statement("SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)")

    private static let columns = Statement(
        own: """
            SELECT a.attname AS name, quote_ident(a.attname) AS quoted, format_type(a.atttypid, a.atttypmod) AS type
            FROM pg_attribute AS a
            WHERE a.attrelid = 'pg_temp.athanor_comparable'::regclass AND a.attnum > 0
            ORDER BY a.attnum
            """)

    private static let reads = Statement(
        own: """
            SELECT DISTINCT d.refobjid::bigint AS oid
            FROM pg_depend AS d
            JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
            WHERE r.ev_class = 'pg_temp.athanor_comparable'::regclass AND d.refclassid = 'pg_class'::regclass
              AND d.refobjid <> r.ev_class
            """)

    private static let deparsed = Statement(
        own: """
            SELECT \(NotingViews.definition) AS definition
            FROM pg_class AS c WHERE c.oid = 'pg_temp.athanor_comparable'::regclass
            """)
}

extension [StatementResult] {
    /// A text of the last statement's first row; empty where it gave none.
    fileprivate func lastText(_ column: String) throws -> String { try last?.rows.first?.text(column) ?? "" }
}

extension Result {
    /// The success as something else; what is thrown while it is made is no failure of this kind.
    fileprivate func tryMap<NewSuccess>(
        _ transform: (Success) throws -> NewSuccess
    ) rethrows -> Result<NewSuccess, Failure> {
        switch self {
        case .success(let success): .success(try transform(success))
        case .failure(let failure): .failure(failure)
        }
    }
}
