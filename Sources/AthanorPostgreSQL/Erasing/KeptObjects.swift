internal import Athanor

/// The schemas and extensions that erasing keeps, because no revision creates them.
///
/// A schema is kept if it has the version table, if the session's search path names it, if a kept extension is in it,
/// if it existed before the first revision, or if the role may not create it again; its contents are dropped. An
/// extension is kept if it existed before the first revision, or if the role may not drop it or create it again. What a
/// revision creates is dropped in any case.
struct KeptObjects {
    private(set) var schemas: [String] = []
    private(set) var extensions: [String] = []

    /// - Parameters:
    ///   - versionTable: the version table; `nil` if there is none.
    ///   - creations: what the upgrade that follows creates.
    ///   - connection: a connection to a marked database.
    /// - Throws: ``DatabaseFailure``, also if a revision creates what erasing cannot drop, or what the role cannot create
    ///   again, or if it needs what existed before the first revision and is gone.
    init(
        versionTable: QualifiedName?, before creations: PlannedCreations, on connection: any Connection
    ) async throws {
        try await Self.checkServer(creations, on: connection)
        let extensions = try await connection.query(own: Self.readingExtensions).map(FoundExtension.init)
        let kept = try Self.kept(extensions, creations)
        self.extensions = kept.map(\.name)
        try await Self.checkNeeds(creations, on: connection)
        for schema in try await connection.query(own: Self.readingSchemas).map(FoundSchema.init) {
            let held = kept.first { $0.schema == schema.name }
            if creations[.schema, schema.name] == nil {
                let isKept = schema.isExpected || schema.name == versionTable?.schema || held != nil
                if isKept { schemas.append(schema.name) }
                continue
            }
            guard !schema.mayDrop || schema.mayCreate else {
                throw creations.notCreatedAgain(
                    .schema, schema.name,
                    advice: "Give the role the right (GRANT CREATE ON DATABASE … TO …;), or run this as another role.")
            }
            let reason: String? =
                if schema.name == versionTable?.schema {
                    "it has the version table"
                } else if let held {
                    "the extension \"\(held.name)\" in it is kept"
                } else if !schema.mayDrop {
                    "the role may not drop it"
                } else {
                    nil
                }
            if let reason { throw creations.conflict(.schema, schema.name, because: reason) }
        }
    }

    /// Refuses a plan that creates an object of the server that exists. Erasing drops nothing outside the database.
    private static func checkServer(_ creations: PlannedCreations, on connection: any Connection) async throws {
        let catalogs: [(kind: PlannedCreations.Kind, name: String, column: String)] = [
            (.role, "pg_roles", "rolname"), (.tablespace, "pg_tablespace", "spcname"),
            (.database, "pg_database", "datname"),
        ]
        for (kind, catalog, column) in catalogs {
            let names = creations.names(kind)
            guard !names.isEmpty else { continue }
            let existing = try await connection.query(
                own: """
                    SELECT c.\(column)::text AS name FROM pg_catalog.\(catalog) AS c
                    WHERE c.\(column)::text = ANY ($1::text[]) ORDER BY 1 LIMIT 1
                    """, [ViewNames.array(names)])
            guard let name = try existing.first?["name", as: String.self] else { continue }
            throw creations.conflict(kind, name, because: "it belongs to the server, not to the database")
        }
    }

    private static func kept(
        _ extensions: [FoundExtension], _ creations: PlannedCreations
    ) throws(DatabaseFailure) -> [FoundExtension] {
        var kept = extensions.filter { creations[.extension, $0.name] == nil && $0.isExpected }
        // Dropping an extension also drops those that require it.
        while let required = extensions.first(where: { found in
            !kept.contains { $0.name == found.name } && kept.contains { $0.requires.contains(found.name) }
        }) {
            guard creations[.extension, required.name] == nil else {
                throw creations.conflict(
                    .extension, required.name, because: "another extension, which is kept, requires it")
            }
            kept.append(required)
        }
        for found in extensions where creations[.extension, found.name] != nil && !found.mayDrop {
            throw creations.conflict(.extension, found.name, because: "the role may not drop it")
        }
        for found in extensions where creations[.extension, found.name] != nil && !found.mayCreate {
            throw creations.notCreatedAgain(
                .extension, found.name,
                advice: "Write CREATE EXTENSION IF NOT EXISTS in the revision, then it is kept. "
                    + "Or run this as another role.")
        }
        return kept
    }

    private struct FoundExtension {
        let name: String
        let schema: String
        let requires: [String]
        let mayDrop: Bool
        let mayCreate: Bool
        /// Whether it existed before the first revision, or the role cannot drop it and create it again.
        let isExpected: Bool

        init(_ row: ResultRow) throws {
            name = try row["name", as: String.self]
            schema = try row["schema", as: String.self]
            requires = try row["requires", as: [String].self]
            let (isMarked, mayDrop, mayCreate) = (
                try row["is_marked", as: Bool.self], try row["may_drop", as: Bool.self],
                try row["may_create", as: Bool.self]
            )
            self.mayDrop = mayDrop
            self.mayCreate = mayCreate
            isExpected = isMarked || !mayDrop || !mayCreate
        }
    }

    private struct FoundSchema {
        let name: String
        let mayDrop: Bool
        let mayCreate: Bool
        /// Whether it existed before the first revision, the search path names it, or the role cannot create it again.
        let isExpected: Bool

        init(_ row: ResultRow) throws {
            name = try row["name", as: String.self]
            mayDrop = try row["may_drop", as: Bool.self]
            mayCreate = try row["may_create", as: Bool.self]
            isExpected = try row["is_expected", as: Bool.self] || !mayCreate
        }
    }

    private static let readingExtensions = """
        SELECT e.extname::text AS name, n.nspname::text AS schema,
               ARRAY(SELECT r.extname::text
                     FROM pg_catalog.pg_depend AS d
                     JOIN pg_catalog.pg_extension AS r ON r.oid = d.refobjid
                     WHERE d.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.objid = e.oid
                       AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass) AS requires,
               pg_catalog.pg_has_role(e.extowner, 'USAGE') AS may_drop,
               EXISTS (
                   SELECT FROM pg_catalog.pg_available_extension_versions AS v
                   WHERE v.name = e.extname
                     AND (r.rolsuper OR NOT v.superuser OR v.trusted)
                     AND (r.rolsuper OR pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'))
               ) AS may_create,
               e.extname::text = ANY (m.kept_extensions) AS is_marked
        FROM pg_catalog.pg_extension AS e
        JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
        JOIN pg_catalog.pg_roles AS r ON r.rolname = current_user
        CROSS JOIN (SELECT d.kept_extensions FROM athanor.disposable AS d LIMIT 1) AS m
        WHERE e.oid >= 16384
        ORDER BY e.oid
        """

    private static let readingSchemas = """
        WITH session (schemas) AS MATERIALIZED (
            SELECT \(SessionPath.evaluating("pg_catalog.current_schemas(false)"))
        )
        SELECT n.nspname::text AS name,
               n.oid >= 16384 AND pg_catalog.pg_has_role(n.nspowner, 'USAGE') AS may_drop,
               pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create,
               n.nspname = 'public' OR n.nspname = ANY (s.schemas) OR n.nspname::text = ANY (m.kept_schemas) AS is_expected
        FROM pg_catalog.pg_namespace AS n
        CROSS JOIN session AS s
        CROSS JOIN (SELECT d.kept_schemas FROM athanor.disposable AS d LIMIT 1) AS m
        WHERE n.nspname NOT IN ('athanor', 'information_schema') AND n.nspname !~ '^pg_'
        ORDER BY n.oid
        """
}
