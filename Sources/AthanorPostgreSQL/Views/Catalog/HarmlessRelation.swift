internal import Athanor

/// Whether rows of a table or a materialized view can be read without running code of a role that is not trusted.
///
/// Planning a query over a relation is enough to run code. The planner computes constant parts of index expressions,
/// index predicates and extended statistics, with the rights of the role that queries. An owner can add such an index
/// at any time, also between a look at the catalog and the query. So Athanor plans no query over a relation of a role
/// that is not trusted. The owner of the schema can put another relation in its place, and must be trusted as well.
///
/// Source: `RelationGetIndexExpressions` and `RelationGetIndexPredicate` in `relcache.c`, which call
/// `eval_const_expressions`.
enum HarmlessRelation {
    /// A condition on a row of `pg_class`: no role can make a query over the relation run its code, now or later,
    /// unless the role has the login's rights or is trusted.
    static func condition(on row: String) -> String {
        """
        (\(AuthenticatedRole.trusts("\(row).relowner"))
         AND EXISTS (SELECT FROM pg_catalog.pg_namespace AS h
                     WHERE h.oid = \(row).relnamespace AND \(AuthenticatedRole.trusts("h.nspowner")))
         AND NOT EXISTS (
             SELECT FROM (
                 SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS classid, i.indexrelid AS objid
                 FROM pg_catalog.pg_index AS i WHERE i.indrelid = \(row).oid
                 UNION ALL
                 SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, e.oid
                 FROM pg_catalog.pg_statistic_ext AS e WHERE e.stxrelid = \(row).oid
                 UNION ALL
                 SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, l.oid
                 FROM pg_catalog.pg_policy AS l WHERE l.polrelid = \(row).oid
             ) AS x
             JOIN pg_catalog.pg_depend AS d ON d.classid = x.classid AND d.objid = x.objid
             CROSS JOIN LATERAL (\(ForeignCode.author(of: "d"))) AS f
             WHERE NOT \(AuthenticatedRole.trusts("f.author"))))
        """
    }
}
