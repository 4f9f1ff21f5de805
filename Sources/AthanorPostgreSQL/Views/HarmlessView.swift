/// Whether rows of a materialized view can be read without running code of its owner's.
///
/// Planning a query over a relation is enough to run code: what is constant in an expression or in the condition of an
/// index, or in extended statistics, is computed then, with the rights of whoever asks.
/// Source: `RelationGetIndexExpressions` and `RelationGetIndexPredicate` in `relcache.c`, which call `eval_const_expressions`.
enum HarmlessView {
    /// A condition on a row of `pg_class`: the owner has the session's rights anyway, or nothing has an expression.
    static func condition(on row: String) -> String {
        """
        (pg_catalog.pg_has_role(\(row).relowner, session_user::pg_catalog.name, 'MEMBER')
         OR NOT EXISTS (SELECT FROM pg_catalog.pg_index AS x
                        WHERE x.indrelid = \(row).oid AND (x.indexprs IS NOT NULL OR x.indpred IS NOT NULL))
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext AS x
                            WHERE x.stxrelid = \(row).oid AND x.stxexprs IS NOT NULL))
        """
    }
}
