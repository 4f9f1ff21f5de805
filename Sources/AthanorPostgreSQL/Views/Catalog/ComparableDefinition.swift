internal import Athanor

/// Makes the query of a view that a revision defines comparable with the definition of a view in the database.
///
/// The text that `pg_get_viewdef` returns is not a fixed point. It depends on the search path, and for some constructs
/// (`BETWEEN`) it changes when the server parses it again, as a dump and restore does. So the server parses the query
/// twice, and the text after either parse counts as the definition. The server parses only the query, which comes from
/// a file. It never parses the text of a view in the database: parsing a text runs code in it, with the rights of the
/// session's role.
enum ComparableDefinition {
    /// A column of a query's result.
    struct Column: Hashable, Sendable {
        let name: String
        /// The type with its modifier, as the server writes it with an empty search path.
        let type: String
    }

    /// A query as the server writes it, with its columns and relations.
    struct Reading: Sendable {
        /// The definition that the server writes for a view that was just created.
        let made: String
        /// The definition that it writes for the same view after a dump and restore.
        let restored: String
        let columns: [Column]
        /// The OIDs of the relations that it reads directly.
        let reads: Set<Int64>

        /// Whether a definition equals one of the two, byte by byte: strings that Swift considers equal can differ to
        /// the server.
        func isDefinition(_ text: String) -> Bool { text.isSameText(as: made) || text.isSameText(as: restored) }
    }

    /// Returns the definition of a view as the server writes it with an empty search path; the server does not parse it
    /// again. `nil` when the view does not exist.
    /// - Throws: ``DatabaseFailure``.
    static func of(_ oid: Int64, on connection: any Connection) async throws -> String? {
        try await connection.query(sql: writing(oid)).first?["definition", as: String?.self]
    }

    /// The query that returns the definition in the column `definition`.
    static func writing(_ oid: Int64) -> SQLStatement {
        SQLStatement(
            own: "SELECT \(NotingViews.definition) AS definition FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid",
            [.integer(oid)])
    }

    /// Has the server parse a query under the session's own search path. Call it inside a transaction.
    /// - Parameters:
    ///   - creation: `CREATE TEMPORARY VIEW athanor_comparable … AS` with the query; see ``creating(_:columns:)``.
    ///   - connection: the connection.
    /// - Throws: ``DatabaseFailure``, with the position in the query.
    static func reading(_ creation: SQLStatement, on connection: any Connection) async throws -> Reading {
        try await readings(of: [Query(creation: creation)], on: connection)[0].get()
    }

    /// A query for the server to parse.
    struct Query: Sendable {
        /// Statements that change the session's settings before it.
        var settings: [SQLStatement] = []
        /// `CREATE TEMPORARY VIEW athanor_comparable … AS` with the query.
        let creation: SQLStatement
    }

    /// Has the server parse queries, one by one. Call it inside a transaction. The number of round trips does not grow
    /// with the number of queries.
    /// - Returns: for each query its reading, or the server's error with the position in the query.
    /// - Throws: ``DatabaseFailure`` when the connection is lost.
    static func readings(
        of queries: [Query], on connection: any Connection
    ) async throws -> [Result<Reading, DatabaseFailure>] {
        let first = try await Scratch.run(
            queries.map { $0.settings + [citus, $0.creation, emptyPath, columns, reads, deparsed] }, on: connection
        ).map { try $0.tryMap(FirstReading.init) }
        let second = try await Scratch.run(
            first.compactMap { try? $0.get() }.map { first in
                [
                    citus, emptyPath, SQLStatement(TextSettings.pinning),
                    SQLStatement(creating(first.definition, columns: first.quotedColumns)), deparsed,
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

    /// The result of the first of the two parses.
    private struct FirstReading {
        let definition: String
        let columns: [Column]
        /// The columns' names in quotes, with commas.
        let quotedColumns: String
        let reads: Set<Int64>

        /// - Parameter answers: the results of a group of statements that ends with ``columns``, ``reads`` and
        ///   ``deparsed``.
        init(_ answers: [StatementResult]) throws {
            let rows = answers.suffix(3)
            columns = try rows[rows.startIndex].map {
                Column(name: try $0["name", as: String.self], type: try $0["type", as: String.self])
            }
            quotedColumns = try rows[rows.startIndex].map { try $0["quoted", as: String.self] }.joined(separator: ", ")
            reads = Set(try rows[rows.startIndex + 1].map { try $0["oid", as: Int64.self] })
            definition = try answers.lastText("definition")
        }
    }

    /// Returns the statement that creates the scratch view. A temporary view needs no schema, and other sessions cannot
    /// see it.
    /// - Parameters:
    ///   - query: its query.
    ///   - columns: its columns' names in quotes, with commas; empty for those of the query.
    static func creating(_ query: String, columns: String) -> String {
        "CREATE TEMPORARY VIEW athanor_comparable\(columns.isEmpty ? "" : " (\(columns))") AS\n\(query)"
    }

    private static let citus = SQLStatement(CitusSettings.leavingOut)

    private static let emptyPath = SQLStatement(
        "SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)")

    private static let columns = SQLStatement(
        own: """
            SELECT a.attname AS name, quote_ident(a.attname) AS quoted, format_type(a.atttypid, a.atttypmod) AS type
            FROM pg_attribute AS a
            WHERE a.attrelid = 'pg_temp.athanor_comparable'::regclass AND a.attnum > 0
            ORDER BY a.attnum
            """)

    private static let reads = SQLStatement(
        own: """
            SELECT DISTINCT d.refobjid::bigint AS oid
            FROM pg_depend AS d
            JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
            WHERE r.ev_class = 'pg_temp.athanor_comparable'::regclass AND d.refclassid = 'pg_class'::regclass
              AND d.refobjid <> r.ev_class
            """)

    private static let deparsed = SQLStatement(
        own: """
            SELECT \(NotingViews.definition) AS definition
            FROM pg_class AS c WHERE c.oid = 'pg_temp.athanor_comparable'::regclass
            """)
}

extension [StatementResult] {
    /// The text in a column of the last statement's first row; empty when there is no row.
    fileprivate func lastText(_ column: String) throws -> String { try last?.first?[column, as: String.self] ?? "" }
}

extension Result {
    /// Transforms the success. An error that `transform` throws is rethrown and does not become a failure of the
    /// result.
    fileprivate func tryMap<NewSuccess>(
        _ transform: (Success) throws -> NewSuccess
    ) rethrows -> Result<NewSuccess, Failure> {
        switch self {
        case .success(let success): .success(try transform(success))
        case .failure(let failure): .failure(failure)
        }
    }
}
