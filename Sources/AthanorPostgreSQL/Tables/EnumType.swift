internal import Athanor

/// An enum type in the catalog, with the objects that use it.
struct EnumType: Sendable {
    /// A column of the type, or of arrays of it.
    struct Column: Sendable {
        /// The quoted table.
        let table: String
        /// The quoted column.
        let column: String
        let isArray: Bool
        /// The table's owner and schema.
        let home: Home
        /// Whether the column is not inherited. An inherited one changes with the parent table.
        let isOwn: Bool
    }

    /// The owner and schema of a table.
    struct Home: Sendable {
        let owner: String
        let schema: String
        /// Whether a query over the table runs only code of roles that are trusted or have the login's rights.
        let isTrusted: Bool

        /// The columns of a query from which ``init(_:)`` reads it, where `c` is a row of `pg_class`.
        static let columns = """
            pg_catalog.pg_get_userbyid(c.relowner) AS owner,
            (SELECT h.nspname FROM pg_catalog.pg_namespace AS h WHERE h.oid = c.relnamespace) AS schema,
            \(HarmlessRelation.condition(on: "c")) AS is_trusted
            """

        /// Reads a row of ``columns``.
        init(_ row: ResultRow) throws {
            owner = try row["owner", as: String.self]
            schema = try row["schema", as: String.self]
            isTrusted = try row["is_trusted", as: Bool.self]
        }
    }

    /// A default of such a column.
    struct Default: Sendable {
        let table: String
        let column: String
        var expression: String
        let isArray: Bool
        /// The column's type in the server's notation.
        let type: String
        /// Whether the column itself is of the type or of arrays of it.
        let isOfType: Bool
        let home: Home

        /// Whether the default is one written value of the type, such as `'ok'::mood`, and not computed. A literal of
        /// another type counts as computed: reading it may run code.
        var isLiteral: Bool {
            isOfType && expression.hasSuffix("::" + type)
                && expression.dropLast(type.count + 2).wholeMatch(of: /'(?:[^']|'')*'/) != nil
        }
    }

    /// A constraint or an index that prevents the conversion.
    struct Definition: Sendable {
        let dropping: String
        let creating: String
        /// The statement that sets its comment.
        let commenting: String
        let home: Home
        /// Whether the table's owner needs the right to create in the schema, as for an index, but lacks it.
        let lacksCreate: Bool
        /// Whether it uses only types and code of the system and enums that do not change (``LastingType``). Then
        /// creating it runs no code of any role. The replaced enum belongs to the login during the replacement.
        let isHarmless: Bool
    }

    let oid: Int64
    private let arrayOid: Int64
    private let schema: String
    /// The quoted type with its schema.
    let quoted: String

    init(_ name: QualifiedName, quoted text: String, on connection: any Connection) async throws {
        let rows = try await connection.query(
            own: """
                SELECT t.oid::bigint AS oid, t.typarray::bigint AS array_oid, n.nspname::text AS schema,
                       pg_catalog.format('%I.%I', n.nspname, t.typname) AS quoted, t.typtype = 'e' AS is_enum
                FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                WHERE t.oid = (SELECT \(SessionPath.evaluating("pg_catalog.to_regtype($1::text)::pg_catalog.oid")))
                """, [.text(text)])
        guard let row = rows.first, try row["is_enum", as: Bool.self] else {
            throw OperationError(
                rows.isEmpty ? "enum type \(name) does not exist" : "\(name) is a type, but not an enum type",
                advice: "Name an existing enum type, with its schema.")
        }
        oid = try row["oid", as: Int64.self]
        arrayOid = try row["array_oid", as: Int64.self]
        schema = try row["schema", as: String.self]
        quoted = try row["quoted", as: String.self]
    }

    func quoted(named name: String, by dialect: PostgreSQLDialect) -> String {
        dialect.quote(QualifiedName(schema: schema, name: name))
    }

    var oids: String { "(\(oid), \(arrayOid))" }

    func values(on connection: any Connection) async throws -> [String] {
        try await connection.query(
            own:
                "SELECT enumlabel::text AS value FROM pg_catalog.pg_enum WHERE enumtypid = \(oid) ORDER BY enumsortorder"
        ).map { try $0["value", as: String.self] }
    }

    func columns(on connection: any Connection) async throws -> [Column] {
        try await connection.query(
            own: """
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS table_name,
                       pg_catalog.quote_ident(a.attname) AS column_name, a.atttypid = \(arrayOid) AS is_array,
                       a.attinhcount = 0 AS is_own, \(Home.columns)
                FROM pg_catalog.pg_attribute a
                JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE a.atttypid IN \(oids) AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f')
                ORDER BY 1, a.attnum
                """
        ).map {
            Column(
                table: try $0["table_name", as: String.self], column: try $0["column_name", as: String.self],
                isArray: try $0["is_array", as: Bool.self], home: try Home($0), isOwn: try $0["is_own", as: Bool.self])
        }
    }

    func defaults(on connection: any Connection) async throws -> [Default] {
        try await connection.query(
            own: """
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS table_name,
                       pg_catalog.quote_ident(a.attname) AS column_name,
                       pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression,
                       a.atttypid = \(arrayOid) AS is_array, a.atttypid IN \(oids) AS is_of_type,
                       pg_catalog.format_type(a.atttypid, NULL) AS type, \(Home.columns)
                FROM pg_catalog.pg_attrdef d
                JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE a.attgenerated = ''
                  AND (a.atttypid IN \(oids)
                       OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend p
                                  WHERE p.classid = 'pg_catalog.pg_attrdef'::regclass AND p.objid = d.oid
                                    AND p.refclassid = 'pg_catalog.pg_type'::regclass AND p.refobjid IN \(oids)))
                ORDER BY 1, a.attnum
                """
        ).map {
            Default(
                table: try $0["table_name", as: String.self], column: try $0["column_name", as: String.self],
                expression: try $0["expression", as: String.self], isArray: try $0["is_array", as: Bool.self],
                type: try $0["type", as: String.self], isOfType: try $0["is_of_type", as: Bool.self], home: try Home($0)
            )
        }
    }

    /// The checks, exclusion constraints and indexes that name the type, and the foreign keys over columns of it; each
    /// only for the table that it was created on.
    func definitions(on connection: any Connection) async throws -> [Definition] {
        try await connection.query(
            own: """
                WITH definition AS (
                    SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', o.conrelid::regclass, o.conname) AS dropping,
                           pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', o.conrelid::regclass, o.conname,
                                             pg_catalog.pg_get_constraintdef(o.oid)) AS creating,
                           pg_catalog.format('COMMENT ON CONSTRAINT %I ON %s IS %L', o.conname, o.conrelid::regclass,
                                             pg_catalog.obj_description(o.oid, 'pg_constraint')) AS comment,
                           o.conrelid AS relation, o.contype = 'x' AS is_index,
                           'pg_catalog.pg_constraint'::regclass AS classid, o.oid AS objid, o.conindid AS index
                    FROM pg_catalog.pg_constraint o
                    WHERE o.contype IN ('c', 'x') AND o.conrelid <> 0 AND o.coninhcount = 0
                      AND (\(names("o.oid", in: "pg_constraint")) OR \(names("o.conindid", in: "pg_class")))
                    UNION ALL
                    -- The two ends of a foreign key are converted one after the other; in between, their types differ.
                    SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', o.conrelid::regclass, o.conname),
                           pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', o.conrelid::regclass, o.conname,
                                             pg_catalog.pg_get_constraintdef(o.oid)),
                           pg_catalog.format('COMMENT ON CONSTRAINT %I ON %s IS %L', o.conname, o.conrelid::regclass,
                                             pg_catalog.obj_description(o.oid, 'pg_constraint')),
                           o.conrelid, false, 'pg_catalog.pg_constraint'::regclass, o.oid, 0::oid
                    FROM pg_catalog.pg_constraint o
                    WHERE o.contype = 'f' AND o.conparentid = 0
                      AND EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a
                                  WHERE a.attrelid = o.conrelid AND a.attnum = ANY (o.conkey) AND a.atttypid IN \(oids))
                    UNION ALL
                    SELECT pg_catalog.format('DROP INDEX %s', i.indexrelid::regclass),
                           pg_catalog.pg_get_indexdef(i.indexrelid),
                           pg_catalog.format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass,
                                             pg_catalog.obj_description(i.indexrelid, 'pg_class')),
                           i.indrelid, true, 'pg_catalog.pg_class'::regclass, i.indexrelid, i.indexrelid
                    FROM pg_catalog.pg_index i
                    WHERE \(names("i.indexrelid", in: "pg_class"))
                      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
                      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o
                                      WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))
                )
                SELECT x.dropping, x.creating, x.comment, \(Home.columns),
                       x.is_index AND NOT pg_catalog.has_schema_privilege(c.relowner, c.relnamespace, 'CREATE') AS lacks_create,
                       NOT EXISTS (
                           SELECT FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_type AS y ON y.oid = d.refobjid
                           WHERE (d.classid, d.objid) IN ((x.classid, x.objid), ('pg_catalog.pg_class'::regclass, x.index))
                             AND d.refclassid = 'pg_catalog.pg_type'::regclass
                             AND NOT \(LastingType.condition(on: "y", own: "y.oid IN \(oids)")))
                       AND NOT EXISTS (
                           SELECT FROM pg_catalog.pg_depend AS d
                           LEFT JOIN pg_catalog.pg_proc AS p
                             ON d.refclassid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.refobjid
                           LEFT JOIN pg_catalog.pg_operator AS o
                             ON d.refclassid = 'pg_catalog.pg_operator'::regclass AND o.oid = d.refobjid
                           WHERE (d.classid, d.objid) IN ((x.classid, x.objid), ('pg_catalog.pg_class'::regclass, x.index))
                             AND coalesce(p.pronamespace, o.oprnamespace) <> 'pg_catalog'::regnamespace) AS is_harmless
                FROM definition AS x JOIN pg_catalog.pg_class AS c ON c.oid = x.relation
                """
        ).map {
            Definition(
                dropping: try $0["dropping", as: String.self], creating: try $0["creating", as: String.self],
                commenting: try $0["comment", as: String.self], home: try Home($0),
                lacksCreate: try $0["lacks_create", as: Bool.self], isHarmless: try $0["is_harmless", as: Bool.self])
        }
    }

    private func names(_ object: String, in catalog: String) -> String {
        """
        EXISTS (SELECT 1 FROM pg_catalog.pg_depend p
                WHERE p.classid = 'pg_catalog.\(catalog)'::regclass AND p.objid = \(object) AND p.objsubid = 0
                  AND p.refclassid = 'pg_catalog.pg_type'::regclass AND p.refobjid IN \(oids))
        """
    }

    /// The statements that give the new type the owner, privileges and comment of the old one.
    func attributes(on connection: any Connection) async throws -> [String] {
        let rows = try await connection.query(
            own: """
                SELECT 1 AS rank, pg_catalog.format('REVOKE ALL ON TYPE %s FROM PUBLIC', $1::text) AS text
                FROM pg_catalog.pg_type WHERE oid = \(oid) AND typacl IS NOT NULL
                UNION ALL
                SELECT 2, pg_catalog.format('GRANT %s ON TYPE %s TO %s%s', x.privilege_type, $1::text,
                           CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END,
                           CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM pg_catalog.pg_type t CROSS JOIN LATERAL pg_catalog.aclexplode(t.typacl) x
                WHERE t.oid = \(oid) AND x.grantee <> t.typowner
                UNION ALL
                SELECT 3, pg_catalog.format('COMMENT ON TYPE %s IS %L', $1::text,
                                            pg_catalog.obj_description(\(oid), 'pg_type'))
                UNION ALL
                SELECT 4, pg_catalog.format('ALTER TYPE %s OWNER TO %I', $1::text, pg_catalog.pg_get_userbyid(typowner))
                FROM pg_catalog.pg_type WHERE oid = \(oid)
                ORDER BY rank, text
                """, [.text(quoted)])
        return try rows.map { try $0["text", as: String.self] }
    }

    /// Objects that prevent PostgreSQL from converting: those that name the type but are not a column, default, check
    /// or index of a table, and those that read a column of the type: views, rules, policies, triggers, functions,
    /// generated columns and partition keys.
    func obstacles(on connection: any Connection) async throws -> [String] {
        let rows = try await connection.query(
            own: """
                WITH used AS (
                    SELECT attrelid, attnum FROM pg_catalog.pg_attribute
                    WHERE atttypid IN \(oids) AND NOT attisdropped
                ), found AS (
                    SELECT p.classid, p.objid, p.objsubid FROM pg_catalog.pg_depend p
                    WHERE p.refclassid = 'pg_catalog.pg_type'::regclass AND p.refobjid IN \(oids) AND p.deptype IN ('n', 'a')
                    UNION
                    SELECT p.classid, p.objid, p.objsubid FROM pg_catalog.pg_depend p
                    JOIN used u ON p.refobjid = u.attrelid AND p.refobjsubid = u.attnum
                    WHERE p.refclassid = 'pg_catalog.pg_class'::regclass AND p.deptype IN ('n', 'a')
                      AND p.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_policy'::regclass,
                                        'pg_catalog.pg_trigger'::regclass, 'pg_catalog.pg_attrdef'::regclass,
                                        'pg_catalog.pg_proc'::regclass)
                )
                SELECT DISTINCT CASE
                           WHEN r.oid IS NOT NULL THEN \(described("'pg_catalog.pg_class'::regclass, r.ev_class, 0"))
                           WHEN d.oid IS NOT NULL THEN 'generated ' || \(described("'pg_catalog.pg_class'::regclass, d.adrelid, d.adnum"))
                           ELSE \(described("f.classid, f.objid, f.objsubid")) END AS description
                FROM found f
                LEFT JOIN pg_catalog.pg_rewrite r ON f.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = f.objid
                LEFT JOIN pg_catalog.pg_attrdef d ON f.classid = 'pg_catalog.pg_attrdef'::regclass AND d.oid = f.objid
                LEFT JOIN pg_catalog.pg_class c ON f.classid = 'pg_catalog.pg_class'::regclass AND c.oid = f.objid
                LEFT JOIN pg_catalog.pg_constraint o
                    ON f.classid = 'pg_catalog.pg_constraint'::regclass AND o.oid = f.objid
                WHERE CASE
                    WHEN d.oid IS NOT NULL THEN EXISTS (
                        SELECT 1 FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> '')
                    WHEN c.oid IS NOT NULL THEN c.relkind NOT IN ('r', 'p', 'f', 'i', 'I', 'v', 'm')
                    WHEN o.oid IS NOT NULL THEN o.conrelid = 0
                    ELSE true END
                UNION
                -- A column of a partition key has an internal dependency on its table.
                SELECT 'the partition key of '
                           || \(described("'pg_catalog.pg_class'::regclass, u.attrelid, 0"))
                FROM used u
                JOIN pg_catalog.pg_depend p ON p.objid = u.attrelid AND p.objsubid = u.attnum AND p.refobjid = u.attrelid
                WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.refclassid = 'pg_catalog.pg_class'::regclass
                  AND p.refobjsubid = 0 AND p.deptype = 'i'
                ORDER BY description
                """)
        return try rows.map { try $0["description", as: String.self] }
    }

    /// An expression that describes an object with names as the session's users would write them.
    func described(_ address: String) -> String {
        SessionPath.evaluating("pg_catalog.pg_describe_object(\(address))")
    }
}
