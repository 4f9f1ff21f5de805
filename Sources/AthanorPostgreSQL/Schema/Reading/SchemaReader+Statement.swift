extension SchemaReader {
    /// The statement that reads everything. Its rows have the columns of an object. The column `kind` is the kind of the
    /// object, or one of ``ReadCatalog/Section``.
    static let statement = """
        WITH spaces AS MATERIALIZED (
            SELECT n.oid, n.nspname, n.nspowner, n.nspacl
            FROM pg_catalog.pg_namespace AS n
            WHERE n.nspname NOT IN ('athanor', 'information_schema') AND n.nspname !~ '^pg_'
        ), members AS MATERIALIZED (
            SELECT d.classid, d.objid
            FROM pg_catalog.pg_depend AS d
            WHERE d.deptype = 'e'
        ), hidden AS MATERIALIZED (
            SELECT c.oid
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $2::pg_catalog.text AND c.relname = $1::pg_catalog.text
        )
        SELECT o.kind, o.address, o.path, o.parent, o.owner, o.acl, o.acl_kind, o.comment, o.definition
        FROM (
        \(objects.map { "(\($0))" }.joined(separator: "\nUNION ALL\n"))
        ) AS o (kind, address, path, parent, owner, acl, acl_kind, comment, definition)
        UNION ALL
        SELECT 'needs', d.address, NULL, d.needed, NULL, NULL, NULL, NULL, NULL
        FROM (
        \(dependencies.map { "(\($0))" }.joined(separator: "\nUNION ALL\n"))
        ) AS d (address, needed)
        UNION ALL
        SELECT 'means', a.address, NULL, a.means, NULL, NULL, NULL, NULL, NULL
        FROM (
        \(aliases.map { "(\($0))" }.joined(separator: "\nUNION ALL\n"))
        ) AS a (address, means)
        UNION ALL
        SELECT 'not compared', NULL, NULL, NULL, NULL, NULL, NULL, u.kind, u.name
        FROM (
        \(uncompared)
        ) AS u (kind, name)
        UNION ALL
        SELECT 'database', NULL, NULL, NULL, current_user::pg_catalog.text, NULL, NULL, NULL,
               pg_catalog.current_setting('server_version_num')
        """

    /// The queries for objects, each with the columns that ``statement`` names.
    private static let objects = [
        schemas, defaultPrivileges, extensions, collations, enumTypes, compositeTypes, compositeAttributes, domains,
        domainConstraints, rangeTypes, foreignDataWrappers, servers, userMappings, routines, aggregates, sequences,
        sequenceOwners, tables, partitions, inheritances, replicaIdentities, clusteredIndexes, columns, columnDefaults,
        constraints, operators, casts, textSearchDictionaries, textSearchConfigurations, views, materializedViews,
        viewColumns, viewColumnDefaults, indexes, indexAttachments, statistics, rules, triggers, inheritedTriggers,
        policies, publications, publishedSchemas, publishedTables, eventTriggers,
    ]

    /// The queries for dependencies: the address of an object, and the address of what it needs.
    private static let dependencies = [
        recordedDependencies, tableDependencies, sequenceDependencies, indexDependencies,
    ]

    /// The queries for other addresses of objects: an address, and the address that it means.
    private static let aliases = [
        relationAliases, columnAliases, constraintAliases, typeAliases, extensionAliases, triggerAliases,
    ]
}
