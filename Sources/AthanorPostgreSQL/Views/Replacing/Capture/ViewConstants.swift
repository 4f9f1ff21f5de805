internal import Athanor

/// Constants that name views of a family (`'m'::regclass`), or values of their row types, in indexes, defaults and
/// statistics.
///
/// These objects are built while the old views exist. A constant in one would mean the old view, since the new view has
/// that name only after the swap.
enum ViewConstants {
    /// Refuses views with such constants.
    /// - Parameters:
    ///   - views: the views that will be built next to the old ones.
    ///   - action: the beginning of error messages: `materialized view a.m cannot be replaced`.
    /// - Throws: ``OperationError`` that names them all; ``DatabaseFailure``.
    static func refuse(_ views: [CapturedView], _ action: String, on connection: any Connection) async throws {
        let rows = try await connection.query(own: reading, [.text(CapturedView.array(views.map(\.oid)))])
        guard !rows.isEmpty else { return }
        let found = try rows.map {
            "\(try $0["description", as: String.self]) \(try $0["relationship", as: String.self])"
        }
        throw OperationError(
            "\(action) side by side: \(found.joined(separator: "; "))",
            advice:
                "Drop \(found.count == 1 ? "it" : "them") before and create \(found.count == 1 ? "it" : "them") after, "
                + "in this revision.")
    }

    /// A query for such constants. An expression's dependencies include the objects in its constants. But an index or
    /// statistics on the view itself depend on that view as a whole without any constant, so for them the server's text
    /// of the expression decides. The text is written under the search path of Athanor's own statements, so its names
    /// have schemas.
    ///
    /// Source: PostgreSQL's `recordDependencyOnSingleRelExpr`, and `index_create` for indexes of expressions alone.
    private static let reading = """
        WITH part (classid, objid, view, text) AS (
            SELECT 'pg_class'::regclass::oid, i.indexrelid, i.indrelid, pg_get_indexdef(i.indexrelid)
            FROM pg_index AS i WHERE i.indrelid = ANY ($1::oid[])
            UNION ALL
            SELECT 'pg_attrdef'::regclass, f.oid, f.adrelid, pg_get_expr(f.adbin, f.adrelid)
            FROM pg_attrdef AS f WHERE f.adrelid = ANY ($1::oid[])
            UNION ALL
            SELECT 'pg_statistic_ext'::regclass, e.oid, e.stxrelid, pg_get_statisticsobjdef_columns(e.oid)
            FROM pg_statistic_ext AS e WHERE e.stxrelid = ANY ($1::oid[])
        )
        SELECT DISTINCT pg_describe_object(p.classid, p.objid, 0) AS description,
               CASE WHEN d.refclassid = 'pg_type'::regclass THEN 'uses the row type of ' ELSE 'refers to ' END
               || pg_describe_object('pg_class'::regclass, v.oid, 0) AS relationship
        FROM part AS p
        JOIN pg_depend AS d ON d.classid = p.classid AND d.objid = p.objid
        JOIN pg_class AS v
          ON v.oid = ANY ($1::oid[])
         AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = v.oid
              OR d.refclassid = 'pg_type'::regclass
                 AND d.refobjid IN (SELECT o.oid
                                    FROM pg_type AS t JOIN pg_type AS o ON o.oid IN (t.oid, t.typarray)
                                    WHERE t.oid = v.reltype))
        WHERE d.refclassid = 'pg_type'::regclass
           OR v.oid <> p.view
           OR strpos(p.text, quote_literal(v.oid::regclass::text) || '::regclass') > 0
        ORDER BY 1, 2
        """
}
