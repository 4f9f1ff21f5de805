extension CapturedView {
    /// An SQL expression on `c`, a view's row of `pg_class`. Its value changes with every refresh, also a concurrent
    /// one (`SetMatViewPopulatedState` in `matview.c` updates the row), and whenever something is altered that a
    /// replacement carries over.
    ///
    /// It consists of the versions of catalog rows, which can be read quickly, since readers wait while it is computed.
    /// A new index does not change the view's own row, nor do comments and settings of columns, so their rows are
    /// included. ANALYZE and VACUUM update rows in place and change no version. The names in the expression have no
    /// schemas, so the search path must not contain schemas of users.
    static let version = """
        md5(concat_ws('|', c.xmin,
            (SELECT string_agg(r.xmin::text, ' ' ORDER BY r.oid) FROM pg_rewrite AS r WHERE r.ev_class = c.oid),
            (SELECT string_agg(a.xmin::text, ' ' ORDER BY a.attnum) FROM pg_attribute AS a WHERE a.attrelid = c.oid),
            (SELECT string_agg(f.xmin::text, ' ' ORDER BY f.oid) FROM pg_attrdef AS f WHERE f.adrelid = c.oid),
            (SELECT string_agg(t.xmin::text, ' ' ORDER BY t.oid) FROM pg_trigger AS t WHERE t.tgrelid = c.oid),
            (SELECT string_agg(concat_ws(' ', i.xmin, x.xmin), ' ' ORDER BY x.oid)
             FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid),
            (SELECT string_agg(a.xmin::text, ' ' ORDER BY a.attrelid, a.attnum)
             FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indexrelid WHERE i.indrelid = c.oid),
            (SELECT string_agg(e.xmin::text, ' ' ORDER BY e.oid) FROM pg_statistic_ext AS e WHERE e.stxrelid = c.oid),
            (SELECT string_agg(concat_ws(' ', d.classoid, d.objoid, d.objsubid, d.xmin), ' '
                               ORDER BY d.classoid, d.objoid, d.objsubid)
             FROM pg_description AS d
             WHERE (d.classoid, d.objoid) IN (
                 SELECT 'pg_class'::regclass, c.oid
                 UNION ALL SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index AS i WHERE i.indrelid = c.oid
                 UNION ALL SELECT 'pg_statistic_ext'::regclass, e.oid FROM pg_statistic_ext AS e WHERE e.stxrelid = c.oid
                 UNION ALL SELECT 'pg_trigger'::regclass, t.oid FROM pg_trigger AS t WHERE t.tgrelid = c.oid
                 UNION ALL SELECT 'pg_rewrite'::regclass, r.oid FROM pg_rewrite AS r WHERE r.ev_class = c.oid
                 UNION ALL SELECT 'pg_type'::regclass, y.oid FROM pg_type AS y WHERE y.oid = c.reltype
                 UNION ALL SELECT 'pg_type'::regclass, y.typarray FROM pg_type AS y WHERE y.oid = c.reltype)),
            (SELECT string_agg(y.xmin::text, ' ') FROM pg_type AS y WHERE y.oid = c.reltype),
            (SELECT string_agg(concat_ws(' ', l.classoid, l.objoid, l.objsubid, l.provider, l.label), ' '
                               ORDER BY l.classoid, l.objoid, l.objsubid, l.provider)
             FROM pg_seclabel AS l
             WHERE (l.classoid, l.objoid) IN (
                 SELECT 'pg_class'::regclass, c.oid
                 UNION ALL SELECT 'pg_type'::regclass, y.oid FROM pg_type AS y WHERE y.oid = c.reltype
                 UNION ALL SELECT 'pg_type'::regclass, y.typarray FROM pg_type AS y WHERE y.oid = c.reltype)),
            (SELECT string_agg(concat_ws(' ', d.classid, d.objid, d.refobjid), ' ' ORDER BY d.classid, d.objid, d.refobjid)
             FROM pg_depend AS d
             WHERE d.refclassid = 'pg_extension'::regclass
               AND (d.classid, d.objid) IN (
                   SELECT 'pg_class'::regclass, c.oid
                   UNION ALL SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index AS i WHERE i.indrelid = c.oid
                   UNION ALL SELECT 'pg_trigger'::regclass, t.oid FROM pg_trigger AS t WHERE t.tgrelid = c.oid)),
            (SELECT string_agg(concat_ws(' ', d.objid, d.refobjsubid), ' ' ORDER BY d.objid)
             FROM pg_depend AS d
             WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.classid = 'pg_class'::regclass
               AND d.deptype = 'a' AND d.refobjsubid > 0
               AND EXISTS (SELECT FROM pg_class AS q WHERE q.oid = d.objid AND q.relkind = 'S'))))
        """
}
