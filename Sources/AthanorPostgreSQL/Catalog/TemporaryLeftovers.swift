internal import Athanor

/// Objects that code of other roles has left among the session's temporary objects.
///
/// A name without a schema refers to a temporary object first. A refresh runs code of the view's owner. That code may
/// not create temporary tables, but it may create types: a domain `pg_temp.text`, whose check then runs with the rights
/// of the role that uses the name `text`. A trigger behind a foreign key can create any object. A temporary relation
/// (its row type has the same name) counts only if it hides a relation or a type of any schema, because a revision may
/// have created a harmless one under another role.
///
/// Source: PostgreSQL documentation, "The Schema Search Path" and "REFRESH MATERIALIZED VIEW".
enum TemporaryLeftovers {
    /// A block that fails if a temporary object belongs neither to the session's role nor to a trusted role. It has the
    /// same meaning under every search path that ends with temporary objects.
    static let refusing = SQLStatement.block(
        """
            SELECT pg_catalog.pg_describe_object(x.classid, x.oid, 0) AS object, pg_catalog.pg_get_userbyid(x.owner) AS owner
            INTO leftover
            FROM (
                SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid, c.relowner
                FROM pg_catalog.pg_class AS c
                WHERE c.relnamespace = pg_catalog.pg_my_temp_schema()
                  AND EXISTS (SELECT
                              FROM (SELECT s.relname, s.relnamespace FROM pg_catalog.pg_class AS s
                                    UNION ALL
                                    SELECT y.typname, y.typnamespace FROM pg_catalog.pg_type AS y) AS s (name, namespace)
                              JOIN pg_catalog.pg_namespace AS n ON n.oid = s.namespace
                              WHERE s.name = c.relname AND NOT pg_catalog.starts_with(n.nspname, 'pg_temp_'))
                UNION ALL
                SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, y.oid, y.typowner
                FROM pg_catalog.pg_type AS y
                WHERE y.typnamespace = pg_catalog.pg_my_temp_schema() AND y.typrelid = 0 AND y.typelem = 0
                UNION ALL
                SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, p.oid, p.proowner
                FROM pg_catalog.pg_proc AS p WHERE p.pronamespace = pg_catalog.pg_my_temp_schema()
                UNION ALL
                SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid, o.oid, o.oprowner
                FROM pg_catalog.pg_operator AS o WHERE o.oprnamespace = pg_catalog.pg_my_temp_schema()
            ) AS x (classid, oid, owner)
            WHERE NOT (\(AuthenticatedRole.trusts("x.owner")) OR pg_catalog.pg_get_userbyid(x.owner) = current_user)
            LIMIT 1;
            IF leftover.object IS NOT NULL THEN
                RAISE EXCEPTION USING
                    ERRCODE = '\(ForeignCode.refused)',
                    MESSAGE = pg_catalog.concat(
                        'code of role ', leftover.owner, ' has left ', leftover.object,
                        ' among the temporary objects of the session, where later statements would find it by its name'),
                    HINT = pg_catalog.concat(
                        'Find out which code created it, such as a function that a view of that role calls. If that is intended, drop it in ',
                        'the revision, or name ', leftover.owner, ' as `trusted_owners` in athanor.yaml.');
            END IF;
        """, declaring: "    leftover pg_catalog.record;"
    ).text
}
